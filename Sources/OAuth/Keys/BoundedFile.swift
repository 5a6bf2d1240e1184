import FoundationEssentials

/// A regular file that is read as a whole, if it is short enough.
enum BoundedFile {
    /// The bytes of the file at `path`; `nil` if there is no such file.
    static func read(_ path: String, maxBytes: Int) throws(KeyRetrievalError) -> [UInt8]? {
        let target = URL(filePath: path).resolvingSymlinksInPath().path
        guard FileManager.default.fileExists(atPath: target) else { return nil }
        do {
            // Looked at before it is opened: a pipe would block, a long file fill the memory.
            let attributes = try FileManager.default.attributesOfItem(atPath: target)
            guard attributes[.type] as? FileAttributeType == .typeRegular else {
                throw KeyRetrievalError("The file \(path) is no regular file.")
            }
            guard let size = attributes.integer(.size), size <= maxBytes else {
                throw KeyRetrievalError("The file \(path) is longer than \(maxBytes) bytes.")
            }
            return try [UInt8](Data(contentsOf: URL(filePath: target)).prefix(maxBytes))
        } catch let error as KeyRetrievalError {
            throw error
        } catch {
            throw KeyRetrievalError("The file \(path) cannot be read: \(SystemReason.text(error)).")
        }
    }
}
