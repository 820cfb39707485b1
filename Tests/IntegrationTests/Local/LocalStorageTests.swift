import ChildProcess
import DreyModel
import DreyTesting
import FoundationEssentials
import Glibc
import Testing

extension LocalRuns {
  /// Checkpoints on a file system that has no room, or takes nothing: real ones, which only root may mount.
  @Suite(.serialized, .enabled(if: isRoot)) struct Storage {
    /// A file system of 256 KB in a folder of its own, which is gone afterwards.
    private func withFileSystem(_ body: (String) async throws -> Void) async throws {
      try await Runs.withScratch { folder in
        try #require(mount("tmpfs", folder, "tmpfs", 0, "size=256k") == 0, "mount: \(String(cString: strerror(errno)))")
        let result: Result<Void, any Error>
        do { result = .success(try await body(folder)) } catch { result = .failure(error) }
        umount2(folder, Int32(MNT_DETACH))
        try result.get()
      }
    }

    /// Runs a job with checkpoints in a folder until `body` has seen enough of what is said.
    private func follow(_ folder: String, _ body: (RunLines) async throws -> Void) async throws {
      try await LocalRuns.withMachine { machine in
        let (process, _) = try machine.drey.start([
          "run", Runs.scenarios, "--target", "local", "-v", "-D", "execution.checkpointing.interval=100",
          "-D", "execution.checkpointing.tolerable-failed-checkpoints=1000000",
          "-D", "execution.checkpointing.dir=\(folder)", "--", "--scenario", "endless",
        ])
        let lines = RunLines()
        let messages = try PipeReader(try #require(process.pipes.standardError)) { lines.add($0) }
        let result: Result<Void, any Error>
        do { result = .success(try await body(lines)) } catch { result = .failure(error) }
        _ = await process.terminate(grace: .seconds(30))
        _ = await messages.end(within: .seconds(5))
        #expect(!lines.current.contains { $0.contains("FAILED") || $0.contains("RESTARTING") })
        try result.get()
      }
    }

    @Test func whereThereIsNoRoomCheckpointsFailAndTheJobGoesOn() async throws {
      try await withFileSystem { folder in
        try await follow(folder) { lines in
          try await lines.wait(for: "completed")
          let filler = "\(folder)/filler"
          // As much as there is room for: more is not written.
          [UInt8](repeating: 1, count: 1 << 20).withUnsafeBytes { bytes in
            let file = open(filler, O_CREAT | O_WRONLY, 0o600)
            defer { close(file) }
            while write(file, bytes.baseAddress, 4096) > 0 {}
          }
          try await lines.wait(for: "No space left on device")
          unlink(filler)
          try await lines.wait(for: "completed", after: "No space left on device")
        }
      }
    }

    @Test func whatTakesNothingIsNamed() async throws {
      try await withFileSystem { folder in
        try await follow(folder) { lines in
          try await lines.wait(for: "completed")
          try #require(mount("tmpfs", folder, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), "") == 0)
          try await lines.wait(for: "Read-only file system")
        }
      }
    }
  }
}
