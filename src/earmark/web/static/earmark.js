// What script adds to pages that work without it. Each module stands for itself.

import { copyButtons, sendWaitingForm } from "./forms.js";
import { listenForKeys } from "./keys.js";
import { keepPlace } from "./place.js";
import { watchSwaps } from "./swaps.js";
import { fadeTools, reachWideTables } from "./tools.js";

copyButtons();
sendWaitingForm();
listenForKeys();
fadeTools();
keepPlace();
reachWideTables();
watchSwaps();
