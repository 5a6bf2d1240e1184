import FoundationEssentials

/// Files of the operator's that are read whole.
package enum SmallFile {
    /// Why a file was not read, in a few words.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String

        package init(description: String) {
            self.description = description
        }
    }

    /// The content of a file.
    ///
    /// - Throws: ``Failure`` if it cannot be read, is no regular file or is longer than `limit` bytes.
    package static func content(of path: String, limit: Int = 1_048_576) throws(Failure) -> [UInt8] {
        do {
            // Looked at before it is opened: a pipe would block, a device never end.
            let attributes = try attributes(path)
            guard attributes[.type] as? FileAttributeType == .typeRegular else {
                throw Failure(description: "not a regular file")
            }
            let tooLong = Failure(description: "longer than \(limit) bytes")
            guard let size = attributes.integer(.size), size <= limit else { throw tooLong }
            let content = try Data(contentsOf: URL(filePath: path))
            guard content.count <= limit else { throw tooLong }
            return Array(content)
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(description: SystemReason.text(error))
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
        guard let permissions = try? attributes(path).integer(.posixPermissions) else { return false }
        return permissions & 0o004 != 0
    }

    /// Whether its permissions let others than its owner change it, and with it whom bearerd believes.
    package static func isWritableByOthers(_ path: String) -> Bool {
        guard let permissions = try? attributes(path).integer(.posixPermissions) else { return false }
        return permissions & 0o022 != 0
    }

    /// Those of the file itself, not of a link to it.
    private static func attributes(_ path: String) throws -> [FileAttributeKey: Any] {
        let target = URL(filePath: path).resolvingSymlinksInPath().path
        return try FileManager.default.attributesOfItem(atPath: target)
    }
}
