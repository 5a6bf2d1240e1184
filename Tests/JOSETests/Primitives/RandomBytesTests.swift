import JOSE
import Testing

@Suite
struct RandomBytesTests {
    @Test("As many as are asked for, and never the same twice", arguments: [0, 1, 32, 1000])
    func count(count: Int) {
        #expect(RandomBytes.make(count: count).count == count)
        if count >= 32 { #expect(RandomBytes.make(count: count) != RandomBytes.make(count: count)) }
    }
}
