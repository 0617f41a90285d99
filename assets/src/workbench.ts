import "@tabler/core/dist/css/tabler.css";
import "./styles/tokens.css";
import "./styles/components.css";
import "./styles/workbench.css";
import htmx from "htmx.org";
import { startEverywhere } from "./lib/start";
import { startExchanges } from "./lib/exchanges";
import { startKeyboard } from "./lib/keyboard";

startEverywhere(document);
startKeyboard();
startExchanges(htmx);
