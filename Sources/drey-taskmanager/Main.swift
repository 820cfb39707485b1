import Glibc
import TaskManager

@main
enum Main {
  static func main() async {
    exit(await TaskManagerMain.run(arguments: Array(CommandLine.arguments.dropFirst())))
  }
}
