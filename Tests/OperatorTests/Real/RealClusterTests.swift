import KubeTesting
import Testing

/// Everything that is tried on a real API server, with the rights that are shipped. One server serves all of it.
@Suite(
    "On a real API server", .serialized, .realCluster, .timeLimit(.minutes(30)),
    .enabled(if: ControlPlane.isAvailable, "\(ControlPlane.absence)"))
enum RealClusterTests {}
