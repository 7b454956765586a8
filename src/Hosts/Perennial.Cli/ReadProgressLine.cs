using System.Globalization;
using Perennial.Commerce.Contract;

namespace Perennial.Cli;

/// <summary>One line on the terminal that tells how far reading is; it appears only when reading takes longer than a moment.</summary>
internal sealed class ReadProgressLine(TextWriter writer, TimeProvider clock) : IProgress<ReadProgress>, IDisposable
{
    private const int BarChars = 24;
    private const double SecondsBeforeFirst = 0.7;
    private const double SecondsBetween = 0.1;

    private readonly long started = clock.GetTimestamp();
    private double nextAtSeconds = SecondsBeforeFirst;
    private bool shown;

    /// <summary>A line on standard error; null when that is no terminal.</summary>
    public static ReadProgressLine? ForTerminal(TimeProvider clock) =>
        Console.IsErrorRedirected ? null : new ReadProgressLine(Console.Error, clock);

    public void Report(ReadProgress value)
    {
        var seconds = clock.GetElapsedTime(started).TotalSeconds;
        if (seconds < nextAtSeconds)
        {
            return;
        }

        nextAtSeconds = seconds + SecondsBetween;
        shown = true;
        writer.Write('\r' + Line(value, seconds));
    }

    public void Dispose()
    {
        if (shown)
        {
            writer.Write('\r' + new string(' ', Terminal.Columns - 1) + '\r');
        }
    }

    /// <summary>The line: bar, percent, rows, rows a second, time left.</summary>
    internal static string Line(ReadProgress value, double seconds)
    {
        var share = value.BytesTotal == 0 ? 0 : Math.Clamp((double)value.Bytes / value.BytesTotal, 0, 1);
        var filled = (int)(share * BarChars);
        var left = share > 0 ? TimeSpan.FromSeconds(seconds * (1 - share) / share) : TimeSpan.Zero;
        var text = CliWords.Book["progress.line",
            ("bar", new string('#', filled) + new string('.', BarChars - filled)),
            ("percent", (int)(share * 100)),
            ("rows", value.Rows),
            ("rate", (long)(value.Rows / Math.Max(seconds, 0.001))),
            ("left", left.ToString(left.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture))];
        return TerminalCells.Pad(text, Terminal.Columns - 1);
    }
}
