import OAuth
import Synchronization

/// The refusals that ``WhyCommand`` can ask about: the last ones of the process, bounded in number and in bytes.
///
/// Of each code, so many a second are kept as are enough to see what it is about; and where there is no more room, the oldest goes of
/// the code that has most. So a flood of one code leaves those of others where they are, and is not all of one second.
///
/// Only requests that are refused come here, and hold the lock as long as a look into a table takes.
final class RefusalMemory: Sendable {
    static let mostRecords = 1_000
    static let mostBytes = 4 << 20
    /// How many of a code are kept of those in a second.
    static let mostInASecond = 10
    /// Of so many that are not kept, it is known why.
    static let mostMissed = 8_192
    /// The longest identifier of a request, in bytes; nginx's has 32.
    static let longestID = 128

    /// What is known of a refusal.
    enum Answer {
        case kept(RefusalRecord)
        case missed(TokenValidationError.Code, Reason)
        /// Not known, with when the oldest was that is kept.
        case unknown(oldest: NumericDate?)
    }

    /// Why a refusal is not kept.
    enum Reason: UInt8 {
        /// There were enough of its code in that second.
        case sampled
        /// Later ones have its place.
        case replaced
    }

    fileprivate struct Missed {
        let id: UInt64
        let code: UInt8
        let reason: Reason
    }

    fileprivate struct OfCode {
        var records: [RefusalRecord] = []
        var second = Int64.min
        var inSecond = 0
    }

    fileprivate struct State {
        var ofCodes = [OfCode](repeating: OfCode(), count: RefusalMemory.codes.count)
        var count = 0
        var bytes = 0
        var missed: [Missed] = []
        var nextMissed = 0
    }

    fileprivate static let codes = TokenValidationError.Code.allCases

    private let state = Mutex(State())
    private let start: ContinuousClock.Instant

    /// An empty one; seconds are counted from `start`.
    init(start: ContinuousClock.Instant = .now) {
        self.start = start
    }

    // MARK: For requests

    /// Whether the refusal is to be kept. One that is not is known as such.
    func admits(_ requestID: String, _ code: TokenValidationError.Code, at now: ContinuousClock.Instant) -> Bool {
        let second = (now - start).components.seconds
        let index = Self.index(of: code)
        return state.withLock { state in
            if state.ofCodes[index].second != second {
                state.ofCodes[index].second = second
                state.ofCodes[index].inSecond = 0
            }
            guard state.ofCodes[index].inSecond < Self.mostInASecond else {
                state.miss(requestID, index, .sampled)
                return false
            }
            state.ofCodes[index].inSecond += 1
            return true
        }
    }

    /// Keeps a refusal that was admitted.
    func keep(_ record: RefusalRecord) {
        let index = Self.index(of: record.presentation.error.code)
        let bytes = record.keptBytes
        state.withLock { state in
            state.ofCodes[index].records.append(record)
            state.count += 1
            state.bytes += bytes
            while state.count > Self.mostRecords || state.bytes > Self.mostBytes { state.dropOne() }
        }
    }

    // MARK: For who asks

    /// What is known of the refusal of a request.
    func refusal(of requestID: String) -> Answer {
        state.withLock { state in
            let records = state.ofCodes.flatMap(\.records)
            // A request may be refused in more than one location.
            if let record = records.filter({ $0.requestID == requestID }).max(by: { $0.time < $1.time }) {
                return .kept(record)
            }
            let id = Self.hash(of: requestID)
            if let missed = state.missed.last(where: { $0.id == id }) {
                return .missed(Self.codes[Int(missed.code)], missed.reason)
            }
            return .unknown(oldest: records.map(\.time).min())
        }
    }

    /// How many are kept, and how much memory they take.
    var fill: (count: Int, bytes: Int) { state.withLock { ($0.count, $0.bytes) } }

    private static func index(of code: TokenValidationError.Code) -> Int {
        codes.firstIndex(of: code) ?? 0
    }

    /// FNV-1a: the web server makes the identifiers, so that no one looks for two of the same.
    fileprivate static func hash(of text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}

extension RefusalMemory.State {
    /// The oldest of the code that has most.
    fileprivate mutating func dropOne() {
        guard let index = ofCodes.indices.max(by: { ofCodes[$0].records.count < ofCodes[$1].records.count }),
            !ofCodes[index].records.isEmpty
        else { return }
        let record = ofCodes[index].records.removeFirst()
        count -= 1
        bytes -= record.keptBytes
        miss(record.requestID, index, .replaced)
    }

    fileprivate mutating func miss(_ requestID: String, _ code: Int, _ reason: RefusalMemory.Reason) {
        let entry = RefusalMemory.Missed(id: RefusalMemory.hash(of: requestID), code: UInt8(code), reason: reason)
        if missed.count < RefusalMemory.mostMissed {
            missed.append(entry)
        } else {
            missed[nextMissed] = entry
            nextMissed = (nextMissed + 1) % missed.count
        }
    }
}
