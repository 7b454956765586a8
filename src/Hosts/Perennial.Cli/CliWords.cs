using Perennial.Kernel.Words;

namespace Perennial.Cli;

/// <summary>The words of the command line.</summary>
internal static class CliWords
{
    public static WordBook Book { get; } = WordBook.Load(typeof(CliWords).Assembly);
}
