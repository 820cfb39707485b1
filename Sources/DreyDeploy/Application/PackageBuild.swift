import ChildProcess
import DreyModel
import FoundationEssentials

/// Builds the executable of a SwiftPM package as the containers need it: released, static, stripped.
public struct PackageBuild: Sendable {
  /// What makes an executable that runs in a container made from scratch.
  public static let linkArguments = [
    "--static-swift-stdlib", "-Xswiftc", "-static-executable", "-Xswiftc", "-enforce-exclusivity=unchecked",
    "-Xlinker", "-s",
  ]
  /// Below the package's folder; apart from `.build`, whose products have other flags.
  static let scratchFolder = ".build-drey"

  public var folder: String
  /// Which executable, where the package has several.
  public var product: String?

  public init(folder: String, product: String? = nil) {
    self.folder = folder
    self.product = product
  }

  /// Builds; does nothing where nothing changed.
  /// - Parameter onLine: sees every line the build prints.
  /// - Returns: the executable's path.
  /// - Throws: ``DreyModel/Failure`` of the domain `usage` with the end of the build's output.
  public func run(onLine: @escaping @Sendable (String) -> Void) async throws -> String {
    let name = try choose(from: try await executableProducts())
    let result = try await swift(["build", "-c", "release", "--product", name] + Self.linkArguments, onLine: onLine)
    guard result.termination.isSuccess else {
      let output = result.standardOutput + result.standardError
      if BuildLibrary.missing(in: output).isEmpty, let failure = LinkFailure(inBuildOutput: output) {
        throw Failure(
          .usage, "'\(name)' of \(folder) cannot be linked for containers: \(failure.message)", advice: failure.advice,
          details: Self.errors(in: output))
      }
      throw Failure(
        .usage, "building '\(name)' of \(folder) failed (\(result.termination))", advice: advice(after: output),
        details: Self.errors(in: output))
    }
    return "\(folder)/\(Self.scratchFolder)/release/\(name)"
  }

  func advice(after lines: [String]) -> String {
    let missing = BuildLibrary.missing(in: lines)
    guard missing.isEmpty else {
      return "Install what is missing, on Debian or Ubuntu with: \(BuildLibrary.installation(of: missing))"
    }
    return "Mend the package; `swift build` in \(folder) shows the same errors."
  }

  func choose(from products: [String]) throws(Failure) -> String {
    if let product {
      guard products.contains(product) else {
        throw Failure(.usage, "\(folder) has no executable '\(product)', only: \(products.joined(separator: ", "))")
      }
      return product
    }
    guard let only = products.first else {
      throw Failure(
        .usage, "\(folder) has no executable product", advice: "Add an executableTarget to its Package.swift.")
    }
    guard products.count == 1 else {
      throw Failure(
        .usage, "\(folder) has several executables: \(products.joined(separator: ", "))",
        advice: "Choose one with --product NAME.")
    }
    return only
  }

  private func executableProducts() async throws -> [String] {
    let result = try await swift(["package", "describe", "--type", "json"], onLine: { _ in })
    let text = result.standardOutput.drop { !$0.hasPrefix("{") }.joined(separator: "\n")
    guard result.termination.isSuccess,
      let description = try? JSONDecoder().decode(PackageDescription.self, from: Data(text.utf8))
    else {
      throw Failure(
        .usage, "\(folder) cannot be read as a SwiftPM package (\(result.termination))",
        details: Self.errors(in: result.standardError))
    }
    return description.products.filter { $0.type.executable }.map(\.name).sorted()
  }

  private func swift(
    _ arguments: [String], onLine: @escaping @Sendable (String) -> Void
  ) async throws -> ChildProcess.Captured {
    let location = ["--package-path", folder, "--scratch-path", "\(folder)/\(Self.scratchFolder)"]
    do {
      let result = try await ChildProcess.capture(
        ChildProcess.Configuration(
          executable: "swift", arguments: arguments.prefix(1) + location + arguments.dropFirst()), onLine: onLine)
      // An interrupted run ends the build as well, which says nothing about the package.
      try Task.checkCancellation()
      return result
    } catch SpawnError.executableNotFound {
      throw Failure(
        .usage, "\(folder) must be built, but there is no Swift toolchain on the PATH",
        advice: "Install Swift 6.2 or newer from https://www.swift.org/install, or give a built executable or an image."
      )
    }
  }

  /// The lines that say what is wrong, or the last ones.
  static func errors(in lines: [String]) -> [String] {
    let errors = lines.filter { $0.contains("error:") }
    return Array((errors.isEmpty ? lines : errors).suffix(20))
  }
}

/// The part of `swift package describe --type json` that is read here.
private struct PackageDescription: Decodable {
  struct Product: Decodable {
    /// An object whose only key is the kind.
    struct Kind: Decodable {
      var executable: Bool
      init(from decoder: any Decoder) throws {
        enum Key: CodingKey { case executable }
        executable = try decoder.container(keyedBy: Key.self).contains(.executable)
      }
    }
    var name: String
    var type: Kind
  }
  var products: [Product]
}
