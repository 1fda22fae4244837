"""The edge to the web: pages, problems, paging, headers, and what refuses other sites."""
