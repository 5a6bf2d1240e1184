extension StaticString {
    /// Lives as long as the process and ends with a zero: for C that keeps the address. The pointer that Swift makes of a
    /// `String` ends with the call.
    var cString: UnsafePointer<CChar> {
        unsafe UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self)
    }
}
