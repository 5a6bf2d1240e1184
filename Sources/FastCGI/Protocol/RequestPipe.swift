import CFastCGI
import Glibc

/// The way of a request into libfcgi, which reads from a descriptor and would wait for what is missing.
///
/// Only what is whole goes in, and it is taken out again at once: one pipe serves a worker, and nobody ever waits.
struct RequestPipe: ~Copyable {
    /// Room for the longest parameters and the records around them, in bytes: the system's default is half of it.
    private static let capacity: Int32 = 131_072

    private let reading: Descriptor
    private let writing: Descriptor

    init() throws(ListenError) {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe2(&ends, Int32(O_CLOEXEC | O_NONBLOCK)) == 0 else { throw .last("make a pipe") }
        let reading = Descriptor(owning: ends[0])
        let writing = Descriptor(owning: ends[1])
        guard set_pipe_capacity(writing.number, Self.capacity) >= Self.capacity else {
            throw .last("make room for \(Self.capacity) bytes in a pipe (fs.pipe-max-size, fs.pipe-user-pages-soft)")
        }
        self.reading = reading
        self.writing = writing
    }

    /// What libfcgi reads from.
    var source: Int32 { reading.number }

    /// Puts the records of a request in.
    ///
    /// - Returns: `false` when they do not fit: something is left of an earlier request.
    func put(_ records: [UInt8]) -> Bool {
        unsafe records.withUnsafeBytes { unsafe write(writing.number, $0.baseAddress, $0.count) } == records.count
    }

    /// For a pipe whose source libfcgi has closed.
    consuming func forgetSource() {
        reading.forget()
    }
}
