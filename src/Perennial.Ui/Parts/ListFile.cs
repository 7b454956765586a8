using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using MiniExcelLibs;
using Perennial.Kernel.Text;

namespace Perennial.Ui.Parts;

/// <summary>
/// A list as a file: exactly what is on screen, with stable names of columns. Texts are guarded against being run by a spreadsheet;
/// numbers stay numbers.
/// </summary>
/// <param name="Name">Name of the file without its ending: small letters, no personal data.</param>
/// <param name="Columns">Names of its columns.</param>
/// <param name="Rows">Cells: a text, a whole number, a decimal, or null. Read once.</param>
public sealed record ListFile(string Name, IReadOnlyList<string> Columns, IEnumerable<IReadOnlyList<object?>> Rows)
{
    /// <summary>Ending of a spreadsheet.</summary>
    public const string Xlsx = "xlsx";

    /// <summary>Sends it as CSV (UTF-8 with a byte order mark, commas) or as XLSX.</summary>
    /// <param name="http">The request.</param>
    /// <param name="ending"><see cref="Xlsx"/>, or anything else for CSV.</param>
    public async Task SendAsync(HttpContext http, string? ending)
    {
        var isXlsx = ending == Xlsx;
        http.Response.ContentType = isXlsx ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" : "text/csv; charset=utf-8";
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{Name}.{(isXlsx ? Xlsx : "csv")}\"";
        http.Response.Headers.CacheControl = "no-store";
        if (!isXlsx)
        {
            await WriteCsvAsync(http.Response.Body, http.RequestAborted);
            return;
        }

        // The archive's directory stands at its end and its writer goes back, so it is made whole first.
        using var memory = new MemoryStream();
        await memory.SaveAsAsync(Sheet(), cancellationToken: http.RequestAborted);
        http.Response.ContentLength = memory.Length;
        memory.Position = 0;
        await memory.CopyToAsync(http.Response.Body, http.RequestAborted);
    }

    private IEnumerable<Dictionary<string, object?>> Sheet()
    {
        var isEmpty = true;
        foreach (var row in Rows)
        {
            isEmpty = false;
            yield return Columns.Zip(row)
                .ToDictionary(c => c.First, c => c.Second is string text ? FormulaText.Guarded(text) : c.Second, StringComparer.Ordinal);
        }

        if (isEmpty)
        {
            yield return Columns.ToDictionary(c => c, _ => (object?)null, StringComparer.Ordinal);
        }
    }

    private async Task WriteCsvAsync(Stream to, CancellationToken cancellation)
    {
        await using var writer = new StreamWriter(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), bufferSize: 1 << 16, leaveOpen: true);
        await writer.WriteLineAsync(string.Join(',', Columns.Select(Quoted)).AsMemory(), cancellation);
        foreach (var row in Rows)
        {
            await writer.WriteLineAsync(string.Join(',', row.Select(Cell)).AsMemory(), cancellation);
        }
    }

    private static string Cell(object? value) => value switch
    {
        null => "",
        string text => Quoted(FormulaText.Guarded(text)),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => Quoted(value.ToString() ?? ""),
    };

    private static string Quoted(string text) =>
        text.AsSpan().ContainsAny("\",\r\n") ? "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : text;
}
