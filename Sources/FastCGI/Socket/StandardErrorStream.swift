import Glibc

/// The process's standard error, for a log that outlives its reader.
package enum StandardErrorStream {
    /// Sees to it that the stream can be written to for as long as the process lives.
    ///
    /// A standard descriptor that is closed becomes /dev/null: the next file or socket would take its place, and be written
    /// to. And a reader that leaves ends a write, no longer the process.
    package static func prepare() {
        signal(SIGPIPE, SIG_IGN)
        var descriptor: Int32
        repeat { descriptor = unsafe open("/dev/null", O_RDWR) } while (0...STDERR_FILENO).contains(descriptor)
        close(descriptor)
    }

    /// Writes some of `bytes`, and waits where it is a pipe or a socket that is full.
    ///
    /// - Returns: How many it took; `nil` when it cannot take any at the moment: the disk is full, the reader has left.
    package static func write(_ bytes: ArraySlice<UInt8>) -> Int? {
        while true {
            let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            if count > 0 { return count }
            guard count < 0, errno == EINTR else { return nil }
        }
    }
}
