using System.Diagnostics;

namespace Perennial.Bench;

/// <summary>One run of the built program from the start of its process to its end.</summary>
/// <param name="Seconds">Wall time.</param>
/// <param name="PeakBytes">Most memory it had at once.</param>
internal readonly record struct ColdRun(double Seconds, long PeakBytes);

/// <summary>The built command line program, started anew each time, as a shop would.</summary>
internal sealed class ColdProgram
{
    private const int PollMs = 10;

    private readonly string path;

    public ColdProgram()
    {
        Root = FindRoot();
        path = Path.Combine(Root, "artifacts", "bin", "Perennial.Cli", "release",
            OperatingSystem.IsWindows() ? "perennial.exe" : "perennial");
    }

    /// <summary>The repository's folder.</summary>
    public string Root { get; }

    /// <summary>Reports on a file, on a (redirected) terminal and as JSON.</summary>
    public ColdRun Report(string file, string json) => Report([file], json);

    /// <summary>Reports on files, with further options.</summary>
    public ColdRun Report(IReadOnlyList<string> files, string json, params IEnumerable<string> options)
    {
        var start = new ProcessStartInfo(path, ["report", .. files, "--json", json, .. options])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{path} did not start.");
        var output = process.StandardOutput.ReadToEndAsync();
        long peakBytes = 0;
        while (!process.WaitForExit(PollMs))
        {
            process.Refresh();
            peakBytes = Math.Max(peakBytes, PeakBytes(process));
        }

        output.GetAwaiter().GetResult();
        var seconds = clock.Elapsed.TotalSeconds;
        return process.ExitCode == 0
            ? new ColdRun(seconds, peakBytes)
            : throw new InvalidOperationException($"The report on {Path.GetFileName(files[0])} ended: {process.ExitCode}.");
    }

    // The system's own high-water mark, so that asking now and then loses at most the last instants.
    private static long PeakBytes(Process process)
    {
        try
        {
            return process.PeakWorkingSet64;
        }
        catch (InvalidOperationException)
        {
            return 0; // It has just ended.
        }
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Perennial.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The bench runs inside the repository, next to the program it measures.");
    }
}
