import Synchronization

/// What others have made of a token and keep with it: one object of each type, for as long as the token is remembered.
///
/// Any thread may ask, without a lock. There are as many as there are types, which the program's text bounds.
struct TokenNotes: ~Copyable, Sendable {
    private let first = AtomicLazyReference<Node>()

    private final class Node: Sendable {
        let note: any AnyObject & Sendable
        let others = TokenNotes()

        init(_ note: any AnyObject & Sendable) {
            self.note = note
        }
    }

    /// The object of this type; what `make` gives where there is none yet, and is kept from then on.
    func kept<Note: AnyObject & Sendable>(_ make: () -> Note) -> Note {
        // Of two threads that make one at once, the second keeps the first one's.
        let node = first.load() ?? first.storeIfNil(Node(make()))
        return node.note as? Note ?? node.others.kept(make)
    }
}
