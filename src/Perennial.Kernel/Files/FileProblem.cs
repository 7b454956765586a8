namespace Perennial.Kernel.Files;

/// <summary>
/// Something about a file that its owner should know: which place, which value, and a stable code under which the
/// words for people stand in the resource files.
/// </summary>
/// <param name="Code">Stable code, such as <c>date.impossible</c>.</param>
/// <param name="File">Name of the file, with the entry's name for archives.</param>
/// <param name="Line">1-based line, 0 for the file as a whole.</param>
/// <param name="Column">Header name or position of the column; null for the line as a whole.</param>
/// <param name="Value">The field's text as it stands in the file; null where there is none.</param>
/// <param name="Detail">What else the words need: an expected name, a limit, a list.</param>
public sealed record FileProblem(
    string Code, string File, long Line = 0, string? Column = null, string? Value = null, string? Detail = null);

/// <summary>A file that cannot be read any further, met deep inside a stream; the reader's door turns it into a problem.</summary>
public sealed class FileRefusedException(FileProblem problem, Exception? cause = null)
    : IOException(problem.Code, cause)
{
    public FileProblem Problem { get; } = problem;
}
