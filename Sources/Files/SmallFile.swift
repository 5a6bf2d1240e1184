import FoundationEssentials
package import SystemPackage

/// A regular file that is read as a whole, if it is short enough.
package enum SmallFile {
    /// The content of the file at `path`, which may be a link.
    ///
    /// - Throws: ``FileRefusal`` if it cannot be read, is no regular file or is longer than `limit` bytes.
    package static func content(of path: String, limit: Int = 1_048_576) throws(FileRefusal) -> [UInt8] {
        let file = try open(path)
        defer { try? file.close() }
        return try content(of: file, limit: limit)
    }

    /// Refuses what ``content(of:limit:)`` would, and reads nothing.
    ///
    /// - Returns: Whether it ``isWritableByOthers(_:)``.
    package static func check(_ path: String, limit: Int = 1_048_576) throws(FileRefusal) -> Bool {
        let file = try open(path)
        defer { try? file.close() }
        return try isWritableByOthers(check(file, limit: limit))
    }

    private static func open(_ path: String) throws(FileRefusal) -> FileDescriptor {
        do {
            // A pipe would block without it.
            return try FileDescriptor.open(FilePath(path), .readOnly, options: [.nonBlocking, .closeOnExec])
        } catch {
            // A socket cannot be opened.
            throw error as? Errno == .noSuchAddressOrDevice ? .notRegular : .system(error as? Errno ?? .ioError)
        }
    }

    /// What was opened is looked at before it is read: a device never ends, a long file fills the memory.
    @discardableResult
    private static func check(_ file: FileDescriptor, limit: Int) throws(FileRefusal) -> FilePermissions {
        let status: Stat
        do { status = try Stat(file) } catch { throw .system(error) }
        guard status.type == .regular else { throw .notRegular }
        guard status.size <= limit else { throw .tooLong(maxBytes: limit) }
        return status.permissions
    }

    /// The content of the file that is open at its start as `file`.
    package static func content(of file: FileDescriptor, limit: Int) throws(FileRefusal) -> [UInt8] {
        try check(file, limit: limit)
        do {
            // The file itself under the name that the kernel has for it, whatever its path leads to by now.
            let content = try Data(contentsOf: URL(filePath: "/proc/self/fd/\(file.rawValue)"))
            guard content.count <= limit else { throw FileRefusal.tooLong(maxBytes: limit) }
            return [UInt8](content)
        } catch let refusal as FileRefusal {
            throw refusal
        } catch {
            throw .system(error as? Errno ?? .ioError)
        }
    }

    /// The content of a file; `nil` if it cannot be read, is no regular file or is longer than `limit` bytes.
    package static func read(_ path: String, limit: Int = 1_048_576) -> [UInt8]? {
        try? content(of: path, limit: limit)
    }

    /// Whether there is something at `path`, be it readable or not.
    package static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: path)
    }

    /// Whether its permissions let everybody read it.
    package static func isReadableByEveryone(_ path: String) -> Bool {
        permissions(path).contains(.otherRead)
    }

    /// Whether its permissions let others than its owner change it, and with it whom bearerd believes.
    package static func isWritableByOthers(_ path: String) -> Bool {
        isWritableByOthers(permissions(path))
    }

    private static func isWritableByOthers(_ permissions: FilePermissions) -> Bool {
        !permissions.isDisjoint(with: [.groupWrite, .otherWrite])
    }

    /// Those of the file itself, not of a link to it; none where it is not there.
    private static func permissions(_ path: String) -> FilePermissions {
        (try? Stat(FilePath(path)).permissions) ?? []
    }
}
