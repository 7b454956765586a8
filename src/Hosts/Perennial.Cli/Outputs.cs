namespace Perennial.Cli;

/// <summary>Where answers are written besides the terminal; null for what was not asked for.</summary>
internal sealed class Outputs : IDisposable
{
    /// <summary>Stands for standard output; everything for people then goes to standard error.</summary>
    public const string StandardOutput = "-";

    private readonly List<Stream> files = [];

    /// <summary>Opens all of them, so that a place that cannot be written to is known before hours of reading.</summary>
    public Outputs(ReportOutputs paths, Stream output)
    {
        (Json, Page, Customers) = (Open(paths.Json, output), Open(paths.Html, output), Open(paths.Customers, output));
    }

    public Stream? Json { get; }

    public Stream? Page { get; }

    public Stream? Customers { get; }

    public void Dispose() => files.ForEach(f => f.Dispose());

    private Stream? Open(string? path, Stream output)
    {
        if (path is null or StandardOutput)
        {
            return path is null ? null : output;
        }

        files.Add(File.Create(path));
        return files[^1];
    }
}

/// <summary>The paths of <c>--json</c>, <c>--html</c> and <c>--customers</c>; null for what was not asked for.</summary>
internal sealed record ReportOutputs(string? Json, string? Html, string? Customers)
{
    public bool AnyOnStandardOutput => Json == Outputs.StandardOutput || Html == Outputs.StandardOutput ||
        Customers == Outputs.StandardOutput;

    /// <summary>The paths with the options that name them.</summary>
    public IEnumerable<(string Option, string? Path)> Named => [("--json", Json), ("--html", Html), ("--customers", Customers)];
}
