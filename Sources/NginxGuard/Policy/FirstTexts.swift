import Synchronization
import Text

/// Tells about a text the first time that it comes. It remembers up to 64 of them, and tells of no further one.
final class FirstTexts: Sendable {
    private static let mostTold = 64

    private let told = Mutex<Set<ExactText>>([])
    private let onFirst: @Sendable (String) -> Void

    init(_ onFirst: @escaping @Sendable (String) -> Void) {
        self.onFirst = onFirst
    }

    func tell(_ text: String) {
        let isFirst = told.withLock { told in
            told.count < Self.mostTold && told.insert(ExactText(text)).inserted
        }
        if isFirst { onFirst(text) }
    }
}
