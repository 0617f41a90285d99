/** The signs of the app, the same as those of all other pages. */

import listCheck from "../../../../src/wangge/faces/shell/icons/list-check.svg?raw";
import home from "../../../../src/wangge/faces/shell/icons/home.svg?raw";
import plus from "../../../../src/wangge/faces/shell/icons/plus.svg?raw";
import bell from "../../../../src/wangge/faces/shell/icons/bell.svg?raw";
import user from "../../../../src/wangge/faces/shell/icons/user.svg?raw";
import chevronLeft from "../../../../src/wangge/faces/shell/icons/chevron-left.svg?raw";
import chevronRight from "../../../../src/wangge/faces/shell/icons/chevron-right.svg?raw";
import chevronDown from "../../../../src/wangge/faces/shell/icons/chevron-down.svg?raw";
import phone from "../../../../src/wangge/faces/shell/icons/phone.svg?raw";
import walk from "../../../../src/wangge/faces/shell/icons/walk.svg?raw";
import search from "../../../../src/wangge/faces/shell/icons/search.svg?raw";
import camera from "../../../../src/wangge/faces/shell/icons/camera.svg?raw";
import photo from "../../../../src/wangge/faces/shell/icons/photo.svg?raw";
import x from "../../../../src/wangge/faces/shell/icons/x.svg?raw";
import check from "../../../../src/wangge/faces/shell/icons/check.svg?raw";
import circleCheck from "../../../../src/wangge/faces/shell/icons/circle-check.svg?raw";
import alertTriangle from "../../../../src/wangge/faces/shell/icons/alert-triangle.svg?raw";
import alertCircle from "../../../../src/wangge/faces/shell/icons/alert-circle.svg?raw";
import refresh from "../../../../src/wangge/faces/shell/icons/refresh.svg?raw";
import copy from "../../../../src/wangge/faces/shell/icons/copy.svg?raw";
import send from "../../../../src/wangge/faces/shell/icons/send.svg?raw";
import clock from "../../../../src/wangge/faces/shell/icons/clock.svg?raw";
import mapPin from "../../../../src/wangge/faces/shell/icons/map-pin.svg?raw";
import speakerphone from "../../../../src/wangge/faces/shell/icons/speakerphone.svg?raw";
import edit from "../../../../src/wangge/faces/shell/icons/edit.svg?raw";
import trash from "../../../../src/wangge/faces/shell/icons/trash.svg?raw";
import download from "../../../../src/wangge/faces/shell/icons/download.svg?raw";
import lock from "../../../../src/wangge/faces/shell/icons/lock.svg?raw";
import logout from "../../../../src/wangge/faces/shell/icons/logout.svg?raw";
import textSize from "../../../../src/wangge/faces/shell/icons/text-size.svg?raw";
import language from "../../../../src/wangge/faces/shell/icons/language.svg?raw";
import printer from "../../../../src/wangge/faces/shell/icons/printer.svg?raw";
import key from "../../../../src/wangge/faces/shell/icons/key.svg?raw";
import infoCircle from "../../../../src/wangge/faces/shell/icons/info-circle.svg?raw";
import users from "../../../../src/wangge/faces/shell/icons/users.svg?raw";
import heartHandshake from "../../../../src/wangge/faces/shell/icons/heart-handshake.svg?raw";
import bolt from "../../../../src/wangge/faces/shell/icons/bolt.svg?raw";
import message from "../../../../src/wangge/faces/shell/icons/message.svg?raw";
import flag from "../../../../src/wangge/faces/shell/icons/flag.svg?raw";
import fileText from "../../../../src/wangge/faces/shell/icons/file-text.svg?raw";
import urgent from "../../../../src/wangge/faces/shell/icons/urgent.svg?raw";
import history from "../../../../src/wangge/faces/shell/icons/history.svg?raw";
import idBadge2 from "../../../../src/wangge/faces/shell/icons/id-badge-2.svg?raw";
import buildingCommunity from "../../../../src/wangge/faces/shell/icons/building-community.svg?raw";
import eyeOff from "../../../../src/wangge/faces/shell/icons/eye-off.svg?raw";

// Drawn after Tabler Icons (MIT), like the others.
const volume = `<path d="M15 8a5 5 0 0 1 0 8" /><path d="M17.7 5a9 9 0 0 1 0 14" /><path d="M6 15h-2a1 1 0 0 1 -1 -1v-4a1 1 0 0 1 1 -1h2l3.5 -4.5a.8 .8 0 0 1 1.5 .5v14a.8 .8 0 0 1 -1.5 .5l-3.5 -4.5" />`;

export const STROKES = {
  "list-check": listCheck,
  home,
  plus,
  bell,
  user,
  "chevron-left": chevronLeft,
  "chevron-right": chevronRight,
  "chevron-down": chevronDown,
  phone,
  walk,
  search,
  camera,
  photo,
  x,
  check,
  "circle-check": circleCheck,
  "alert-triangle": alertTriangle,
  "alert-circle": alertCircle,
  refresh,
  copy,
  send,
  clock,
  "map-pin": mapPin,
  speakerphone,
  edit,
  trash,
  download,
  lock,
  logout,
  "text-size": textSize,
  language,
  printer,
  key,
  "info-circle": infoCircle,
  users,
  "heart-handshake": heartHandshake,
  bolt,
  message,
  flag,
  "file-text": fileText,
  urgent,
  history,
  "id-badge-2": idBadge2,
  "building-community": buildingCommunity,
  "eye-off": eyeOff,
  volume,
} as const;

export type IconName = keyof typeof STROKES;
