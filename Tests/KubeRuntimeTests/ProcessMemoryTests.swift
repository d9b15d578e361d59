import KubeRuntime
import Testing

@Suite("Process memory")
struct ProcessMemoryTests {
    @Test("what the start needed is given back, and the program goes on")
    func giveBack() {
        let before = ProcessMemory.residentBytes
        #expect(before > 1 << 20)
        ProcessMemory.giveBackStart()
        // The code that runs now was given back as well.
        #expect(ProcessMemory.residentBytes < before)
    }
}
