import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/components.css";
import "./styles/portal.css";
import "./styles/plain.css";
import "./styles/print.css";
import { startEverywhere } from "./lib/start";

startEverywhere(document);
