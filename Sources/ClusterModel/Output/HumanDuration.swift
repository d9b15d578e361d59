import KubeModel

/// How long ago something was, as `kubectl get` shows ages: `45s`, `7m15s`, `3h`, `5d12h`.
///
/// Source: `k8s.io/apimachinery/pkg/util/duration`, `HumanDuration`.
enum HumanDuration {
    /// - Parameter timestamp: an RFC 3339 time; anything else is shown as unknown.
    static func text(since timestamp: String?, at time: KubeTime) -> String {
        guard let timestamp, let start = KubeTime(timestamp) else { return "<unknown>" }
        return text(seconds: time.seconds - start.seconds)
    }

    static func text(seconds: Int64) -> String {
        if seconds < -1 { return "<invalid>" }
        let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400)
        let years = days / 365
        switch true {
        case seconds < 0: return "0s"
        case minutes < 2: return "\(seconds)s"
        case minutes < 10: return pair(minutes, "m", seconds % 60, "s")
        case hours < 3: return "\(minutes)m"
        case hours < 8: return pair(hours, "h", minutes % 60, "m")
        case hours < 48: return "\(hours)h"
        case hours < 192: return pair(days, "d", hours % 24, "h")
        case years < 2: return "\(days)d"
        case years < 8: return pair(years, "y", days % 365, "d")
        default: return "\(years)y"
        }
    }

    private static func pair(_ first: Int64, _ unit: String, _ second: Int64, _ smallUnit: String) -> String {
        second == 0 ? "\(first)\(unit)" : "\(first)\(unit)\(second)\(smallUnit)"
    }
}
