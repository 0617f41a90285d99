/** What the engine says itself; everything else comes from the server in the person's language. */
const ZH = {
  offline: "没有网络，写的都存在手机里了，有网会自动发送",
  slow: "服务器没有回应，稍后会自动再试",
  insecure: "这个网址不是 https，手机不能保存资料，请联系管理员",
  full: "手机存储满了，这一条还没有存下，请别关页面：先删掉一些照片或应用，再点一次保存",
  fullPull: "手机存储满了，新资料没有放进来；已写的不受影响",
  signIn: "请联网登录一次，没发出去的都还在",
  weekOver: "太久没有联网，资料已锁上；联网登录后照常使用，没发出去的都还在",
  noStore: "这部手机上没有这个人的资料，请先登录",
  noSecret: "密码试错太多次，请联网登录",
  shortPin: "解锁码至少 4 位数字",
  oldStore: "登录密码改过了：请输入原来的解锁码打开手机里的资料",
  waiting: "还有 {n} 条没有发出去，请先发送，或先导出",
  notOpen: "请先解锁",
  tooLong: "这一条太长，请分成几条",
  unknownOp: "没有找到这一条",
  sent: "已送达 {n} 条，资料是最新的",
  fresh: "资料是最新的，没有待发送的",
  held: "已送达 {n} 条，其中 {m} 条要核对，请看“待核实”和“被退回”",
  wiped: "这部手机已经停用，资料已清除；没发出去的已交给网格长核实",
  photos: "文字已送达，还有 {n} 张照片在途",
  photosWait: "文字已送达，{n} 张照片等连上 Wi-Fi 再发",
  fault: "同步出错（{what}），稍后会自动再试",
  badPicture: "这张照片打不开，请换一张",
};

const EN: typeof ZH = {
  offline: "No connection. What you wrote is kept on the phone and goes out by itself.",
  slow: "The server does not answer; it will be tried again.",
  insecure: "This address is not https, so nothing can be kept on the phone. Ask your administrator.",
  full: "The phone's storage is full and this was not kept. Do not close the page: free some space, then save again.",
  fullPull: "The phone's storage is full: new rows were not taken in. What you wrote is safe.",
  signIn: "Sign in once while online; what was not sent is still here.",
  weekOver: "Too long without a connection: the store is locked. Sign in while online; nothing is lost.",
  noStore: "This phone has no store of that person; sign in first.",
  noSecret: "Too many wrong codes; sign in while online.",
  shortPin: "The unlock code needs at least 4 digits.",
  oldStore: "The password was changed: enter the old unlock code to open what is on the phone.",
  waiting: "{n} not sent yet: send them, or export them first.",
  notOpen: "Unlock first.",
  tooLong: "This is too long; divide it.",
  unknownOp: "There is no such entry.",
  sent: "{n} delivered; everything is up to date.",
  fresh: "Everything is up to date; nothing is waiting.",
  held: "{n} delivered, {m} of them need a check.",
  wiped: "This phone was closed and its store deleted; what was not sent went to the grid lead.",
  photos: "Text delivered; {n} photos are on their way.",
  photosWait: "Text delivered; {n} photos wait for Wi-Fi.",
  fault: "Syncing failed ({what}); it will be tried again.",
  badPicture: "This photo cannot be opened; choose another.",
};

export type Word = keyof typeof ZH;

/** A sentence in the language of the page. */
export function say(word: Word, values: Record<string, string | number> = {}): string {
  const text = (document.documentElement.lang.startsWith("en") ? EN : ZH)[word];
  return text.replace(/\{(\w+)\}/g, (_whole, name: string) => String(values[name] ?? ""));
}
