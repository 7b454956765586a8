using System.Diagnostics;

namespace Perennial.Bench;

/// <summary>Wall time. Nothing is asserted about it: it is shown, and compared within one run.</summary>
internal static class Timing
{
    /// <summary>Seconds that the work takes.</summary>
    public static double Seconds(Action work)
    {
        var clock = Stopwatch.StartNew();
        work();
        return clock.Elapsed.TotalSeconds;
    }

    /// <summary>The middle one of an odd number of values.</summary>
    public static double Median(IReadOnlyList<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>Programs that wanted a core over the last minute: figures of a busy machine mean little.</summary>
    public static string LoadAverage()
    {
        const string Linux = "/proc/loadavg";
        return File.Exists(Linux) ? File.ReadAllText(Linux).Split(' ')[0] : "unknown";
    }

    /// <summary>As tables show it.</summary>
    public static string Show(double seconds) => seconds < 0.1 ? $"{1000 * seconds:F1} ms" : $"{seconds:F3} s";
}
