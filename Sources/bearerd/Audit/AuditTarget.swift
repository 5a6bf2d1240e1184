import Files

/// Where every decision is recorded: the values of `AUDIT_LOG`.
enum AuditTarget: Sendable, Equatable {
    /// journald, beside what the process says otherwise.
    case journal
    /// A file.
    case file(String)

    init?(_ text: String) {
        if text == "journal" {
            self = .journal
        } else if text.hasPrefix("/"), !text.hasSuffix("/") {
            self = .file(text)
        } else {
            return nil
        }
    }

    /// What takes the lines.
    func open() throws(FileRefusal) -> any AuditSink {
        switch self {
        case .journal: try AuditJournal()
        case .file(let path): try AuditFile(path)
        }
    }
}
