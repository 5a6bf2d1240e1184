import CFastCGI
import Glibc

/// The way of a request into libfcgi, which reads from a descriptor: an anonymous file in memory that we write to as memory.
///
/// A request ends where the file ends. So libfcgi never waits, it never reads what is left of an earlier one, and one file
/// serves a worker.
struct RequestFile: ~Copyable {
    /// Room for the longest parameters and the records around them, in bytes.
    private static let length = 69_632

    private let file: Descriptor
    private let memory: MappedFile

    init() throws(ListenError) {
        let number = unsafe memfd_create("fastcgi-request", MFD_CLOEXEC)
        guard number >= 0 else { throw .last("make a file in memory") }
        let file = Descriptor(owning: number)
        guard ftruncate(number, Self.length) == 0, let memory = MappedFile(of: file, length: Self.length) else {
            throw .last("make room for \(Self.length) bytes in memory")
        }
        self.file = file
        self.memory = memory
    }

    /// What libfcgi reads from.
    var descriptor: Int32 { file.number }

    /// Makes these records what libfcgi reads next.
    ///
    /// - Returns: `false` when they are too long.
    func put(_ records: [UInt8]) -> Bool {
        guard records.count <= Self.length else { return false }
        let start = Self.length - records.count
        unsafe UnsafeMutableRawBufferPointer(rebasing: memory.bytes[start...]).copyBytes(from: records)
        return lseek(file.number, start, SEEK_SET) == start
    }

    /// For a file that libfcgi has closed.
    consuming func forgetDescriptor() {
        file.forget()
    }
}
