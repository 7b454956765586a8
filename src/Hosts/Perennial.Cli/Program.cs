using Perennial.Cli;

await using var output = Console.OpenStandardOutput();
return await CommandLine.RunAsync(args, output);

internal sealed partial class Program;
