import CFastCGI
import Glibc

/// The one buffer of a worker, through which bytes of peers pass. No call waits.
@safe
struct TransferBuffer: ~Copyable {
    /// How much of a request is looked at in one piece, in bytes.
    static let length = 65_536

    private let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: length, alignment: 16)

    deinit { unsafe bytes.deallocate() }

    /// Reads from a peer; ``withReceived(_:_:)`` has the bytes until the next call.
    func receive(_ descriptor: Int32) -> (count: Int, error: Int32) {
        while true {
            let count = unsafe recv(descriptor, bytes.baseAddress, Self.length, Int32(MSG_DONTWAIT))
            if count >= 0 || errno != EINTR { return (count, errno) }
        }
    }

    func withReceived<Result>(_ count: Int, _ body: (RawSpan) -> Result) -> Result {
        body(unsafe UnsafeRawBufferPointer(rebasing: bytes[..<count]).bytes)
    }

    /// Sends the next bytes of a file.
    func send(_ descriptor: Int32, file: Int32, offset: Int) -> (count: Int, error: Int32) {
        let length = unsafe pread(file, bytes.baseAddress, bytes.count, offset)
        guard length > 0 else { return (-1, EIO) }
        let count = unsafe Glibc.send(descriptor, bytes.baseAddress, length, Self.flags)
        return (count, errno)
    }

    /// Sends a few bytes for which there must be room.
    static func send(_ descriptor: Int32, _ bytes: [UInt8]) -> Bool {
        let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, flags) }
        return count == bytes.count
    }

    private static var flags: Int32 { Int32(MSG_DONTWAIT | MSG_NOSIGNAL) }
}
