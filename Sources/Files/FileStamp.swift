import Glibc
import SystemPackage

/// What tells one content of a file from another without reading it.
package struct FileStamp: Sendable, Equatable {
    /// Another one is another file, which has taken the place of the first whole.
    package let file: File
    private let size: Int64
    private let seconds: Int
    private let nanoseconds: Int

    /// A file, whatever is written into it.
    package struct File: Sendable, Equatable {
        let device: UInt64
        let inode: UInt64
    }

    /// That of the file at `path`, which may be a link; `nil` if there is none.
    package init?(of path: String) {
        guard let status = try? Stat(FilePath(path)) else { return nil }
        file = File(
            device: UInt64(truncatingIfNeeded: status.deviceID.rawValue),
            inode: UInt64(truncatingIfNeeded: status.inode.rawValue)
        )
        size = status.size
        // The time of change is the system's own: nobody sets it back.
        seconds = status.st_ctim.tv_sec
        nanoseconds = status.st_ctim.tv_nsec
    }
}
