import FoundationEssentials
package import SystemPackage

/// A regular file that is read as a whole, if it is short enough.
package enum BoundedFile {
    /// The bytes of the file at `path`, which may be a link; `nil` if there is no such file.
    package static func read(_ path: String, maxBytes: Int) throws(FileRefusal) -> [UInt8]? {
        let file: FileDescriptor
        do {
            // A pipe would block without it.
            file = try FileDescriptor.open(FilePath(path), .readOnly, options: [.nonBlocking, .closeOnExec])
        } catch {
            guard error as? Errno != .noSuchFileOrDirectory else { return nil }
            throw .system(error as? Errno ?? .ioError)
        }
        defer { try? file.close() }
        return try content(of: file, maxBytes: maxBytes)
    }

    /// The bytes of the file that is open at its start as `file`.
    package static func content(of file: FileDescriptor, maxBytes: Int) throws(FileRefusal) -> [UInt8] {
        do {
            // What was opened is looked at before it is read: a device never ends, a long file fills the memory.
            let status = try Stat(file)
            guard status.type == .regular else { throw FileRefusal.notRegular }
            guard status.size <= maxBytes else { throw FileRefusal.tooLong(maxBytes: maxBytes) }
            // The file itself under the name that the kernel has for it, whatever its path leads to by now.
            let content = try Data(contentsOf: URL(filePath: "/proc/self/fd/\(file.rawValue)"))
            guard content.count <= maxBytes else { throw FileRefusal.tooLong(maxBytes: maxBytes) }
            return [UInt8](content)
        } catch let refusal as FileRefusal {
            throw refusal
        } catch {
            throw .system(error as? Errno ?? .ioError)
        }
    }
}
