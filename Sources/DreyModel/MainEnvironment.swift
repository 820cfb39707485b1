/// The variables of the process in which `main()` ran first, as far as the job's workers are given them.
///
/// `main()` runs again in every worker and has to find the same there. Variables that describe a machine, a terminal or a
/// part of drey stay where they are.
public enum MainEnvironment {
  /// Variables that describe the machine, the user, the terminal or the session.
  private static let local: Set<String> = [
    "PATH", "MANPATH", "INFOPATH", "HOME", "PWD", "OLDPWD", "TMPDIR", "TMP", "TEMP", "TEMPDIR", "HOST", "HOSTNAME",
    "HOSTTYPE", "MACHTYPE", "OSTYPE", "USER", "USERNAME", "LOGNAME", "UID", "EUID", "GID", "SHELL", "SHLVL", "BASH_ENV",
    "ENV", "MAIL", "EDITOR", "VISUAL", "PAGER", "BROWSER", "TERM", "TERMINFO", "TERMCAP", "COLORTERM", "TERM_PROGRAM",
    "TERM_PROGRAM_VERSION", "COLUMNS", "LINES", "LS_COLORS", "NO_COLOR", "CLICOLOR", "WINDOWID", "DISPLAY",
    "XAUTHORITY",
    "WAYLAND_DISPLAY", "STY", "TMUX", "TMUX_PANE", "TZDIR", "LOCPATH", "NLSPATH", "SSL_CERT_FILE", "SSL_CERT_DIR",
    "CURL_CA_BUNDLE", "CFFIXED_USER_HOME", "SWIFT_BACKTRACE", "NOTIFY_SOCKET", "INVOCATION_ID", "JOURNAL_STREAM", "_",
  ]

  /// Beginnings of such variables, and of those that concern drey, Docker or the dynamic linker.
  private static let localPrefixes = [
    "DREY_", "DOCKER_", "COMPOSE_", "BUILDKIT_", "LD_", "XDG_", "SSH_", "GPG_", "DBUS_", "SUDO_", "SYSTEMD_", "LESS",
    "BASH_FUNC_",
    "VSCODE_", "KUBERNETES_",
  ]

  /// Whether workers are given a variable of this name.
  public static func travels(_ name: String) -> Bool {
    !name.isEmpty && !local.contains(name) && !localPrefixes.contains { name.hasPrefix($0) }
  }

  /// Whether a variable says how times and texts are written; a worker has these as `main()` had them, or not at all.
  public static func isLocale(_ name: String) -> Bool {
    name == "TZ" || name == "LANG" || name == "LANGUAGE" || name.hasPrefix("LC_")
  }

  /// The bytes that names and values may have together: 1 MiB.
  public static let maximumSize = 1 << 20

  /// Returns the variables that travel.
  /// - Throws: ``Failure`` of the domain `usage` that names the largest variable if they are too large.
  public static func travelling(_ variables: [String: String]) throws(Failure) -> [String: String] {
    let chosen = variables.filter { travels($0.key) }
    for (name, value) in chosen where name.utf8.count + 1 + value.utf8.count > ProgramArguments.maximumLength {
      throw Failure(
        .usage,
        "the variable \(name) of main() has \(value.utf8.count) bytes, and a worker can be given"
          + " \(ProgramArguments.maximumLength - 1 - name.utf8.count)",
        advice: "Unset \(name) before starting the run, or put its value in a file that main() reads.")
    }
    let size = chosen.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
    guard size > maximumSize, let largest = chosen.max(by: { $0.value.utf8.count < $1.value.utf8.count }) else {
      return chosen
    }
    throw Failure(
      .usage,
      "the environment of main() has \(size) bytes, and workers can be given \(maximumSize); the largest variable is"
        + " \(largest.key) with \(largest.value.utf8.count)",
      advice: "Unset what the job does not need, such as \(largest.key), before starting the run.")
  }

  /// Returns a worker's variables: those of its TaskManager, with those of `main()` instead where there are any.
  /// - Parameter main: nil: nothing is known of them.
  public static func ofWorker(_ own: [String: String], main: [String: String]?) -> [String: String] {
    guard let main else { return own }
    return own.filter { !isLocale($0.key) }.merging(main.filter { travels($0.key) }) { $1 }
  }
}
