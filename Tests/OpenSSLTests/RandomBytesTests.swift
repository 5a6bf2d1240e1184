import OpenSSL
import Testing

@Suite
struct RandomBytesTests {
    @Test("As many as are asked for, none of them fixed")
    func bytes() {
        #expect(RandomBytes.make(count: 0).isEmpty)
        let samples = (0..<64).map { _ in RandomBytes.make(count: 16) }
        #expect(Set(samples).count == samples.count)
        for place in 0..<16 { #expect(Set(samples.map { $0[place] }).count > 1) }
    }
}
