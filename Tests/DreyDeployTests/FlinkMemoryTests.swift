import DreyModel
import Testing

@testable import DreyDeploy

/// Flink's memory model at values that Flink's own utility gives, and what is said where it would refuse.
@Suite struct FlinkMemoryTests {
  private func refusal(_ body: () throws(Failure) -> FlinkProcessMemory) throws -> Failure {
    do throws(Failure) { _ = try body() } catch { return error }
    throw Failure(.usage, "it was not refused")
  }

  @Test func jobManagerOf1600MiB() throws {
    let memory = try FlinkMemory.jobManager([:], processSize: 1600 << 20)
    #expect(memory.jvmOptions == ["-Xmx1073741824", "-Xms1073741824", "-XX:MaxMetaspaceSize=268435456"])
    #expect(
      memory.options == [
        "jobmanager.memory.heap.size": "1073741824b", "jobmanager.memory.off-heap.size": "134217728b",
        "jobmanager.memory.jvm-metaspace.size": "268435456b", "jobmanager.memory.jvm-overhead.min": "201326592b",
        "jobmanager.memory.jvm-overhead.max": "201326592b",
      ])
    #expect(memory.totalFlink == 1152 << 20)
    #expect(memory.totalProcess == 1600 << 20)
  }

  @Test func taskManagerOf1728MiB() throws {
    let memory = try FlinkMemory.taskManager([:], processSize: 1728 << 20)
    #expect(
      memory.jvmOptions == [
        "-Xmx536870902", "-Xms536870902", "-XX:MaxDirectMemorySize=268435458", "-XX:MaxMetaspaceSize=268435456",
      ])
    #expect(
      memory.options == [
        "taskmanager.memory.framework.heap.size": "134217728b", "taskmanager.memory.task.heap.size": "402653174b",
        "taskmanager.memory.framework.off-heap.size": "134217728b", "taskmanager.memory.task.off-heap.size": "0b",
        "taskmanager.memory.network.min": "134217730b", "taskmanager.memory.network.max": "134217730b",
        "taskmanager.memory.managed.size": "536870920b", "taskmanager.memory.jvm-metaspace.size": "268435456b",
        "taskmanager.memory.jvm-overhead.min": "201326592b", "taskmanager.memory.jvm-overhead.max": "201326592b",
        "taskmanager.cpu.cores": "1.0", "taskmanager.numberOfTaskSlots": "1", "external-resources": "none",
      ])
    #expect(memory.totalFlink == 1280 << 20)
  }

  @Test func partsAddUpToTheProcess() throws {
    for size in [1 << 30, (1 << 30) + 1, 3_000_000_001, 64 << 30] {
      let memory = try FlinkMemory.taskManager([:], processSize: size)
      #expect(memory.components.reduce(0) { $0 + $1.bytes } == size)
      #expect(memory.totalProcess == size)
    }
  }

  @Test func whereEachPartComesFrom() throws {
    let options = ["taskmanager.memory.managed.size": "0", "taskmanager.memory.jvm-overhead.max": "192m"]
    let memory = try FlinkMemory.taskManager(options, processSize: 4 << 30)
    let origins = Dictionary(uniqueKeysWithValues: memory.components.map { ($0.part, $0.origin) })
    #expect(origins[.managed] == .configured(key: "taskmanager.memory.managed.size"))
    #expect(origins[.overhead] == .maximum(key: "taskmanager.memory.jvm-overhead.max"))
    #expect(origins[.network] == .fraction(key: "taskmanager.memory.network.fraction"))
    #expect(origins[.metaspace] == .defaultOf(key: "taskmanager.memory.jvm-metaspace.size"))
  }

  @Test func tooSmallAProcessIsRefusedWithTheSumAndASizeThatWouldDo() throws {
    let failure = try refusal { () throws(Failure) in try FlinkMemory.taskManager([:], processSize: 512 << 20) }
    #expect(failure.domain == .usage)
    for part in [
      "512 MiB", "JVM metaspace 256 MiB", "JVM overhead 192 MiB", "network 64 MiB", "framework heap 128 MiB",
    ] {
      #expect(failure.message.contains(part), "\(failure)")
    }
    let advice = try #require(failure.advice)
    let size = try #require(advice.split(separator: " ").compactMap { Int($0) }.first)
    _ = try FlinkMemory.taskManager([:], processSize: size << 20)
    _ = try refusal { () throws(Failure) in try FlinkMemory.taskManager([:], processSize: (size - 1) << 20) }
  }

  @Test func containerThatIsTooSmallIsRefusedWithBothNumbers() throws {
    let options = ["jobmanager.memory.process.size": "1600m"]
    let failure = try refusal { () throws(Failure) in try FlinkMemory.jobManager(options, processSize: 1 << 30) }
    #expect(failure.message.contains("1600 MiB") && failure.message.contains("1024 MiB"))
    _ = try FlinkMemory.jobManager(options, processSize: 1600 << 20)
  }

  @Test(arguments: [0, -1, .min]) func noMemoryIsRefused(size: Int) throws {
    #expect(try refusal { () throws(Failure) in try FlinkMemory.jobManager([:], processSize: size) }.domain == .usage)
  }

  @Test func resourcesThatAContainerDoesNotHaveAreRefused() throws {
    let options = ["external-resources": "gpu"]
    let failure = try refusal { () throws(Failure) in try FlinkMemory.taskManager(options, processSize: 2 << 30) }
    #expect(failure.message.contains("external-resources"))
  }
}
