CREATE TABLE accounts (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	public_id VARCHAR(36) NOT NULL, 
	name VARCHAR(64) NOT NULL, 
	name_key VARCHAR(256) NOT NULL, 
	password_hash VARCHAR(255), 
	is_owner BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT uq_accounts_name_key UNIQUE (name_key), 
	CONSTRAINT uq_accounts_public_id UNIQUE (public_id)
);

CREATE TABLE addresses (
	canonical_url TEXT NOT NULL, 
	article_id VARCHAR(36) NOT NULL, 
	origin VARCHAR(10) NOT NULL, 
	added_at DATETIME NOT NULL, 
	CONSTRAINT pk_addresses PRIMARY KEY (canonical_url), 
	CONSTRAINT fk_addresses_article_id FOREIGN KEY(article_id) REFERENCES articles (id) ON DELETE CASCADE
);

CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

CREATE TABLE api_tokens (
	account_id INTEGER NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	name VARCHAR(100) NOT NULL, 
	prefix VARCHAR(20) NOT NULL, 
	token_hash VARCHAR(64) NOT NULL, 
	scope VARCHAR(8) NOT NULL, 
	created_at DATETIME NOT NULL, 
	last_used_at DATETIME, 
	expires_at DATETIME, 
	CONSTRAINT pk_api_tokens PRIMARY KEY (account_id, id), 
	CONSTRAINT fk_api_tokens_account_id FOREIGN KEY(account_id) REFERENCES accounts (id) ON DELETE CASCADE, 
	CONSTRAINT uq_api_tokens_token_hash UNIQUE (token_hash)
);

CREATE TABLE articles (
	id VARCHAR(36) NOT NULL, 
	first_seen_at DATETIME NOT NULL, 
	merged_into VARCHAR(36), 
	public_capture_at DATETIME, 
	CONSTRAINT pk_articles PRIMARY KEY (id), 
	CONSTRAINT fk_articles_merged_into FOREIGN KEY(merged_into) REFERENCES articles (id)
);

CREATE TABLE blobs (
	sha256 VARCHAR(64) NOT NULL, 
	size_bytes BIGINT NOT NULL, 
	stored_bytes BIGINT NOT NULL, 
	seen_at DATETIME NOT NULL, 
	condemned_at DATETIME, 
	CONSTRAINT pk_blobs PRIMARY KEY (sha256)
);

CREATE TABLE bookmark_tags (
	account_id INTEGER NOT NULL, 
	bookmark_id VARCHAR(36) NOT NULL, 
	tag_id VARCHAR(36) NOT NULL, 
	CONSTRAINT pk_bookmark_tags PRIMARY KEY (account_id, bookmark_id, tag_id), 
	CONSTRAINT fk_bookmark_tags_account_id_bookmark_id FOREIGN KEY(account_id, bookmark_id) REFERENCES bookmarks (account_id, id) ON DELETE CASCADE, 
	CONSTRAINT fk_bookmark_tags_account_id_tag_id FOREIGN KEY(account_id, tag_id) REFERENCES tags (account_id, id) ON DELETE CASCADE
);

CREATE TABLE bookmarks (
	account_id INTEGER NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	number INTEGER NOT NULL, 
	article_id VARCHAR(36) NOT NULL, 
	url TEXT NOT NULL, 
	canonical_url TEXT NOT NULL, 
	title TEXT, 
	note TEXT NOT NULL, 
	saved_at DATETIME NOT NULL, 
	order_key BIGINT NOT NULL, 
	changed_at DATETIME NOT NULL, 
	read_at DATETIME, 
	archived_at DATETIME, 
	starred_at DATETIME, 
	state VARCHAR(10) NOT NULL, 
	state_reason VARCHAR(40), 
	state_message VARCHAR(500), 
	best_extraction_id VARCHAR(36), 
	headline TEXT, 
	byline TEXT, 
	site_name TEXT, 
	host VARCHAR(255) NOT NULL, 
	published_at DATETIME, 
	language VARCHAR(35), 
	direction VARCHAR(3) NOT NULL, 
	description TEXT, 
	body_words INTEGER NOT NULL, 
	lead_picture INTEGER, position_quote TEXT DEFAULT '' NOT NULL, position_share FLOAT DEFAULT '0' NOT NULL, position_at DATETIME, 
	CONSTRAINT pk_bookmarks PRIMARY KEY (account_id, id), 
	CONSTRAINT fk_bookmarks_account_id FOREIGN KEY(account_id) REFERENCES accounts (id) ON DELETE CASCADE, 
	CONSTRAINT fk_bookmarks_article_id FOREIGN KEY(article_id) REFERENCES articles (id), 
	CONSTRAINT fk_bookmarks_best_extraction_id FOREIGN KEY(best_extraction_id) REFERENCES extractions (id) ON DELETE SET NULL
);

CREATE TABLE capture_failures (
	article_id VARCHAR(36) NOT NULL, 
	account_id INTEGER NOT NULL, 
	failed_at DATETIME NOT NULL, 
	reason VARCHAR(40) NOT NULL, 
	message VARCHAR(500) NOT NULL, 
	next_try_at DATETIME, 
	CONSTRAINT pk_capture_failures PRIMARY KEY (article_id, account_id), 
	CONSTRAINT fk_capture_failures_article_id FOREIGN KEY(article_id) REFERENCES articles (id) ON DELETE CASCADE
);

CREATE TABLE extractions (
	id VARCHAR(36) NOT NULL, 
	snapshot_id VARCHAR(36) NOT NULL, 
	article_id VARCHAR(36) NOT NULL, 
	extractor_version VARCHAR(20) NOT NULL, 
	made_at DATETIME NOT NULL, 
	verdict VARCHAR(10) NOT NULL, 
	verdict_reason VARCHAR(40), 
	verdict_message VARCHAR(500), 
	headline TEXT, 
	byline JSON NOT NULL, 
	agency JSON NOT NULL, 
	dateline TEXT, 
	site_name TEXT, 
	section TEXT, 
	description TEXT, 
	published_at DATETIME, 
	modified_at DATETIME, 
	language VARCHAR(35), 
	direction VARCHAR(3) NOT NULL, 
	kind VARCHAR(20) NOT NULL, 
	confidence FLOAT NOT NULL, 
	body_words INTEGER NOT NULL, 
	body_html_sha256 VARCHAR(64) NOT NULL, 
	body_text_sha256 VARCHAR(64) NOT NULL, 
	why JSON NOT NULL, 
	same_copy_print TEXT, 
	CONSTRAINT pk_extractions PRIMARY KEY (id), 
	CONSTRAINT fk_extractions_article_id FOREIGN KEY(article_id) REFERENCES articles (id) ON DELETE CASCADE, 
	CONSTRAINT fk_extractions_snapshot_id FOREIGN KEY(snapshot_id) REFERENCES snapshots (id) ON DELETE CASCADE
);

CREATE TABLE hosts (
	host VARCHAR(255) NOT NULL, 
	next_at DATETIME NOT NULL, 
	CONSTRAINT pk_hosts PRIMARY KEY (host)
);

CREATE TABLE invitations (
	id VARCHAR(36) NOT NULL, 
	secret_hash VARCHAR(64) NOT NULL, 
	is_for_owner BOOLEAN NOT NULL, 
	name VARCHAR(64) NOT NULL, 
	created_by INTEGER, 
	created_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	used_at DATETIME, 
	CONSTRAINT pk_invitations PRIMARY KEY (id), 
	CONSTRAINT fk_invitations_created_by FOREIGN KEY(created_by) REFERENCES accounts (id) ON DELETE CASCADE, 
	CONSTRAINT uq_invitations_secret_hash UNIQUE (secret_hash)
);

CREATE TABLE jobs (
	id INTEGER NOT NULL, 
	kind VARCHAR(80) NOT NULL, 
	"key" VARCHAR(200), 
	args JSON NOT NULL, 
	host VARCHAR(255), 
	priority INTEGER NOT NULL, 
	state VARCHAR(10) NOT NULL, 
	run_at DATETIME NOT NULL, 
	queued_at DATETIME NOT NULL, 
	attempts INTEGER NOT NULL, 
	losses INTEGER DEFAULT '0' NOT NULL, 
	is_wanted_again BOOLEAN NOT NULL, 
	worker VARCHAR(120), 
	lease_until DATETIME, 
	reason VARCHAR(40), 
	message VARCHAR(500), 
	request_id VARCHAR(40), 
	CONSTRAINT pk_jobs PRIMARY KEY (id), 
	CONSTRAINT uq_jobs_key UNIQUE ("key")
);

CREATE TABLE list_counters (
	account_id INTEGER NOT NULL, 
	last_number INTEGER DEFAULT '0' NOT NULL, 
	last_tag_number INTEGER DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_list_counters PRIMARY KEY (account_id), 
	CONSTRAINT fk_list_counters_account_id FOREIGN KEY(account_id) REFERENCES accounts (id) ON DELETE CASCADE
);

CREATE TABLE pictures (
	extraction_id VARCHAR(36) NOT NULL, 
	position INTEGER NOT NULL, 
	url TEXT NOT NULL, 
	caption TEXT, 
	credit JSON NOT NULL, 
	alt TEXT, 
	is_lead BOOLEAN NOT NULL, 
	original_sha256 VARCHAR(64), 
	reading_sha256 VARCHAR(64), 
	thumb_sha256 VARCHAR(64), 
	media_type VARCHAR(40), 
	width INTEGER, 
	height INTEGER, 
	failure VARCHAR(300), 
	CONSTRAINT pk_pictures PRIMARY KEY (extraction_id, position), 
	CONSTRAINT fk_pictures_extraction_id FOREIGN KEY(extraction_id) REFERENCES extractions (id) ON DELETE CASCADE
);

CREATE VIRTUAL TABLE search_index USING fts5(owner, headline, body, own, content='', tokenize='ascii', prefix='2');

CREATE TABLE search_rows (
	order_key INTEGER NOT NULL, 
	account_id INTEGER NOT NULL, 
	tokens BLOB NOT NULL, 
	tokeniser_version INTEGER NOT NULL, 
	indexed_at DATETIME NOT NULL, 
	CONSTRAINT pk_search_rows PRIMARY KEY (order_key)
);

CREATE TABLE sessions (
	id_hash VARCHAR(64) NOT NULL, 
	account_id INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	last_seen_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	device VARCHAR(80) NOT NULL, 
	address VARCHAR(45) NOT NULL, 
	CONSTRAINT pk_sessions PRIMARY KEY (id_hash), 
	CONSTRAINT fk_sessions_account_id FOREIGN KEY(account_id) REFERENCES accounts (id) ON DELETE CASCADE
);

CREATE TABLE sign_in_limits (
	key_hash VARCHAR(64) NOT NULL, 
	clear_at DATETIME NOT NULL, 
	CONSTRAINT pk_sign_in_limits PRIMARY KEY (key_hash)
);

CREATE TABLE snapshots (
	id VARCHAR(36) NOT NULL, 
	article_id VARCHAR(36) NOT NULL, 
	account_id INTEGER, 
	taken_at DATETIME NOT NULL, 
	origin VARCHAR(10) NOT NULL, 
	requested_url TEXT NOT NULL, 
	final_url TEXT NOT NULL, 
	hops JSON NOT NULL, 
	status INTEGER, 
	headers JSON NOT NULL, 
	content_type VARCHAR(255), 
	body_sha256 VARCHAR(64) NOT NULL, 
	body_bytes INTEGER NOT NULL, 
	CONSTRAINT pk_snapshots PRIMARY KEY (id), 
	CONSTRAINT fk_snapshots_account_id FOREIGN KEY(account_id) REFERENCES accounts (id) ON DELETE CASCADE, 
	CONSTRAINT fk_snapshots_article_id FOREIGN KEY(article_id) REFERENCES articles (id) ON DELETE CASCADE
);

CREATE TABLE tags (
	account_id INTEGER NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	number INTEGER NOT NULL, 
	name VARCHAR(100) NOT NULL, 
	name_key VARCHAR(100) NOT NULL, 
	CONSTRAINT pk_tags PRIMARY KEY (account_id, id), 
	CONSTRAINT fk_tags_account_id FOREIGN KEY(account_id) REFERENCES accounts (id) ON DELETE CASCADE
);

CREATE INDEX ix_addresses_article_id ON addresses (article_id);

CREATE INDEX ix_bookmark_tags_account_id_tag_id ON bookmark_tags (account_id, tag_id);

CREATE INDEX ix_bookmarks_account_id_order_key ON bookmarks (account_id, order_key);

CREATE INDEX ix_bookmarks_account_id_position_at ON bookmarks (account_id, position_at) WHERE position_at IS NOT NULL;

CREATE INDEX ix_bookmarks_account_id_state ON bookmarks (account_id, state);

CREATE INDEX ix_bookmarks_article_id ON bookmarks (article_id);

CREATE INDEX ix_extractions_article_id ON extractions (article_id);

CREATE INDEX ix_extractions_body_html_sha256 ON extractions (body_html_sha256);

CREATE INDEX ix_extractions_body_text_sha256 ON extractions (body_text_sha256);

CREATE INDEX ix_extractions_snapshot_id ON extractions (snapshot_id);

CREATE INDEX ix_invitations_created_by ON invitations (created_by);

CREATE INDEX ix_jobs_due ON jobs (priority DESC, run_at) WHERE state='waiting';

CREATE INDEX ix_jobs_running ON jobs (host) WHERE state='running';

CREATE INDEX ix_pictures_original_sha256 ON pictures (original_sha256);

CREATE INDEX ix_pictures_reading_sha256 ON pictures (reading_sha256);

CREATE INDEX ix_pictures_thumb_sha256 ON pictures (thumb_sha256);

CREATE INDEX ix_sessions_account_id ON sessions (account_id);

CREATE INDEX ix_sessions_expires_at ON sessions (expires_at);

CREATE INDEX ix_sign_in_limits_clear_at ON sign_in_limits (clear_at);

CREATE INDEX ix_snapshots_account_id ON snapshots (account_id);

CREATE INDEX ix_snapshots_article_id_taken_at ON snapshots (article_id, taken_at);

CREATE INDEX ix_snapshots_body_sha256 ON snapshots (body_sha256);

CREATE UNIQUE INDEX uq_bookmarks_article ON bookmarks (account_id, article_id);

CREATE UNIQUE INDEX uq_bookmarks_number ON bookmarks (account_id, number);

CREATE UNIQUE INDEX uq_bookmarks_order_key ON bookmarks (order_key);

CREATE UNIQUE INDEX uq_tags_name_key ON tags (account_id, name_key);

CREATE UNIQUE INDEX uq_tags_number ON tags (account_id, number);

INSERT INTO alembic_version VALUES ('0002');
