import KubeModel
import Testing

@Suite("KubeTime")
struct KubeTimeTests {
    @Test(
        "a time is read whatever its offset and fraction",
        arguments: [
            ("1970-01-01T00:00:00Z", Int64(0)), ("2026-11-21T02:10:00Z", 1_795_227_000),
            ("2026-11-21T03:10:00+01:00", 1_795_227_000), ("2026-11-21T02:10:00.123456Z", 1_795_227_000),
            ("2000-02-29T12:00:00Z", 951_825_600), ("1969-12-31T23:59:59Z", -1),
            ("2016-12-31T23:59:60Z", 1_483_228_799),
        ])
    func reads(text: String, seconds: Int64) {
        #expect(KubeTime(text)?.seconds == seconds)
    }

    @Test(
        "a text that is no RFC 3339 time is refused",
        arguments: [
            "", "2026-11-21", "2026-11-21T02:10:00", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z",
            "2026-11-21T24:00:00Z", "2026-11-21T02:10:00.Z", "2026-11-21T02:10:00Zx", "2026-11-21T02:10:00+1:00",
        ])
    func refuses(text: String) {
        #expect(KubeTime(text) == nil)
    }

    @Test("a printed time reads back as itself, over thirty-nine centuries")
    func roundTrip() {
        for step in Int64(-1900)...2000 {
            let time = KubeTime(seconds: step * 31_556_952 + step * step * 7)
            #expect(KubeTime(time.description) == time, "\(time)")
            #expect(KubeTime(time.microTime) == time, "\(time.microTime)")
        }
    }
}
