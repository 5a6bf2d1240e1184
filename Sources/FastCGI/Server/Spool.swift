/// A response that did not go out in one piece: an anonymous file in memory, and how much of it has been sent.
struct Spool {
    let file: Int32
    let offset: Int
    let length: Int
}
