import Dispatch
import Files
import OAuth
import Synchronization

/// The deny-list in a file (`DENY_FILE`), a line an entry. It is looked at four times a second, so that a change counts within one.
///
/// A file that cannot be read, or has a line that is none, changes nothing: what was denied stays so.
final class DenyFile: Sendable {
    /// What became of a change.
    enum Event: Sendable {
        case read(entries: Int)
        case unreadable(reason: String)
    }

    /// Why a file is no deny-list, in words for people.
    struct Mistake: Error, CustomStringConvertible {
        let description: String
    }

    /// The longest file, in bytes.
    static let longest = 268_435_456
    private static let interval = DispatchTimeInterval.milliseconds(250)

    let path: String
    /// What it denies.
    let list: DenyList
    private let state: Mutex<State>
    /// One look at a time: what was read later counts.
    private let looking = Mutex(())

    private struct State {
        /// Of what the list was read from.
        var read: FileStamp?
        /// Of what was there at the last look.
        var seen: FileStamp?
        var readAt: NumericDate
        var failure: String?
    }

    /// Reads the file at `path`.
    ///
    /// - Throws: ``Mistake`` where there is none, or it cannot be read.
    init(_ path: String) throws(Mistake) {
        self.path = path
        list = DenyList()
        let stamp = FileStamp(of: path)
        state = Mutex(State(read: stamp, seen: stamp, readAt: .now))
        list.replace(with: try Self.table(path))
    }

    /// When the list was read.
    var readAt: NumericDate { state.withLock(\.readAt) }

    /// Why the file that is there now is not the one that counts; `nil` if it is.
    var failure: String? { state.withLock(\.failure) }

    /// Looks at the file from now on, until this is freed.
    func watch(onEvent: @escaping @Sendable (Event) -> Void) {
        let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "deny-file", qos: .utility))
        timer.schedule(deadline: .now() + Self.interval, repeating: Self.interval, leeway: .milliseconds(50))
        timer.setEventHandler { [weak self] in
            // What nobody judges by any more is not looked at any more.
            guard let self else { return timer.cancel() }
            if let event = look() { onEvent(event) }
        }
        timer.activate()
    }

    /// Reads the file if it has changed.
    ///
    /// - Returns: What became of that; `nil` for a file that is as it was, or is being written.
    func look() -> Event? {
        looking.withLock { _ in lookOnce() }
    }

    private func lookOnce() -> Event? {
        let stamp = FileStamp(of: path)
        let isDue = state.withLock { state in
            defer { state.seen = stamp }
            guard stamp != state.read else { return false }
            // What is written in place may be half there: it counts once it has come to rest.
            return stamp?.file != state.read?.file || stamp == state.seen
        }
        guard isDue else { return nil }
        do {
            let table = try Self.table(path)
            list.replace(with: table)
            state.withLock { $0 = State(read: stamp, seen: stamp, readAt: .now) }
            return .read(entries: table.count)
        } catch {
            let isNew = state.withLock { state in
                defer { (state.read, state.failure) = (stamp, "\(error)") }
                return state.failure != "\(error)"
            }
            return isNew ? .unreadable(reason: "\(error)") : nil
        }
    }

    /// - Throws: ``Mistake`` for what is no deny-list.
    private static func table(_ path: String) throws(Mistake) -> DenyTable {
        let content: [UInt8]
        do throws(FileRefusal) { content = try SmallFile.content(of: path, limit: longest) } catch {
            throw Mistake(description: error.phrase)
        }
        return try table(content, at: .now)
    }

    /// What the lines of a file deny at `now`. Empty lines say nothing.
    ///
    /// - Throws: ``Mistake`` for a line that is none.
    static func table(_ content: [UInt8], at now: NumericDate) throws(Mistake) -> DenyTable {
        var table = DenyTable()
        table.reserve(content.count { $0 == UInt8(ascii: "\n") } + 1)
        let lines = content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, bytes) in lines.enumerated() where !bytes.isEmpty {
            let line: DenyLine
            do throws(DenyLine.Mistake) { line = try DenyLine(parsing: Array(bytes)) } catch {
                throw Mistake(description: "line \(index + 1) is no entry: \(error.reason)")
            }
            guard line.entry.until.map({ $0 > now }) ?? true else { continue }
            guard table.merge(line) != nil else {
                throw Mistake(description: "more than \(DenyTable.mostLines) entries")
            }
        }
        return table
    }
}
