using System.Globalization;
using NodaTime;
using Perennial.Commerce.Contract;
using Perennial.Kernel.Data;
using Perennial.Kernel.Files;
using Perennial.Kernel.Jobs;
using Perennial.Kernel.Text;
using Perennial.Kernel.Words;
using Perennial.Workspace.Contract;

namespace Perennial.Commerce.Imports;

/// <summary>What the pages of imports say of files, times and problems, in the language at hand.</summary>
internal static class ImportWords
{
    private const long BytesPerKilobyte = 1_000;
    private const long BytesPerMegabyte = 1_000_000;
    private const int SecondsPerMinute = 60;
    private const int MinutesPerHour = 60;

    private static WordBook Words => CommerceModule.Words;

    /// <summary>A problem as somebody at a page is told it: nothing of what is typed at a command line.</summary>
    public static string Of(FileProblem problem) => !Words.Has("seen." + problem.Code) ? Words.Of(problem) : Words["seen." + problem.Code,
        ("column", problem.Column), ("value", problem.Value), ("detail", problem.Detail), ("file", problem.File), ("line", problem.Line)];

    /// <summary>A problem of a kind, of which only the count was kept.</summary>
    public static string Of(ScanWarning warning) => Of(new FileProblem(warning.Code, warning.File, warning.Line, warning.Column, "…", "…"));

    /// <summary>Where an import stands.</summary>
    public static string State(ImportRow row, JobState? job) => (row.State, job) switch
    {
        (ImportState.Done, _) => Words["import_page.state_done"],
        (ImportState.Undone, _) => Words["import_page.state_undone"],
        (ImportState.Started or ImportState.Undoing, JobState.Paused) => Words["import_page.state_paused"],
        (ImportState.Started or ImportState.Undoing, JobState.Failed) => Words["import_page.state_failed"],
        (ImportState.Started, JobState.Cancelled) => Words["import_page.state_cancelled"],
        (ImportState.Undoing, JobState.Cancelled) => Words["import_page.state_undo_cancelled"],
        (ImportState.Started, _) => Words["import_page.state_started"],
        (ImportState.Undoing, _) => Words["import_page.state_undoing"],
        (_, JobState.Running or JobState.Waiting) => Words["import_page.state_trying"],
        _ => Words["import_page.state_uploaded"],
    };

    /// <summary>How much a file holds.</summary>
    public static string Size(long bytes) => bytes < BytesPerKilobyte ? Words.Count("import_page.bytes", bytes)
        : bytes < BytesPerMegabyte ? Words["import_page.kilobytes", ("size", Shown.Number(bytes / (decimal)BytesPerKilobyte, 0))]
        : Words["import_page.megabytes", ("size", Shown.Number(bytes / (decimal)BytesPerMegabyte, 1))];

    /// <summary>A stretch of time, about.</summary>
    public static string Span(Duration time)
    {
        var seconds = Math.Max(1, (long)time.TotalSeconds);
        return seconds < 2 * SecondsPerMinute ? Words.Count("import_page.seconds", seconds)
            : seconds < 2 * SecondsPerMinute * MinutesPerHour ? Words.Count("import_page.minutes", seconds / SecondsPerMinute)
            : Words.Count("import_page.hours", seconds / SecondsPerMinute / MinutesPerHour);
    }

    /// <summary>A time by the shop's clock.</summary>
    public static string Time(long micros, ShopSettings settings) =>
        Micros.ToInstant(micros).InZone(settings.Zone).LocalDateTime.ToString("g", CultureInfo.CurrentCulture);

    /// <summary>The day of a time by the shop's clock.</summary>
    public static string Day(Instant time, ShopSettings settings) => time.InZone(settings.Zone).Date.ToString("D", CultureInfo.CurrentCulture);

    /// <summary>A field of an order file.</summary>
    public static string Field(OrderField field) => Words["field." + field.ToString().ToLowerInvariant()];

    /// <summary>An exact number with as many decimals as it has, six at most.</summary>
    public static string Exact(decimal? number) => number?.ToString("#,##0.00####", CultureInfo.CurrentCulture) ?? "";

    /// <summary>What a file was understood to be.</summary>
    public static string Shape(string shape) => Words["shape." + shape.Replace('-', '_')];

    /// <summary>What parts columns.</summary>
    public static string Delimiter(char sign) => sign switch
    {
        ',' => Words["import_page.delimiter_comma"], ';' => Words["import_page.delimiter_semicolon"], '\t' => Words["import_page.delimiter_tab"],
        ' ' => Words["import_page.delimiter_space"], '\0' => Words["import_page.delimiter_none"], _ => $"{sign}",
    };

    /// <summary>What parts decimals; what was guessed says so.</summary>
    public static string DecimalSign(UnderstoodText text) => text.DecimalSign switch
    {
        null => Words["import_page.decimals_none"], ',' => Guessed(Words["import_page.decimals_comma"], text.DecimalSignGuessed),
        _ => Guessed(Words["import_page.decimals_point"], text.DecimalSignGuessed),
    };

    /// <summary>What stands first in dates; what was guessed says so.</summary>
    public static string DateOrderOf(UnderstoodText text) => text.DateOrder switch
    {
        null => Words["import_page.dates_plain"], DateOrder.DayFirst => Guessed(Words["import_page.dates_day"], text.DateOrderGuessed),
        _ => Guessed(Words["import_page.dates_month"], text.DateOrderGuessed),
    };

    /// <summary>The encoding; what was guessed says so.</summary>
    public static string Encoding(UnderstoodText text) => Guessed(text.Encoding, text.EncodingGuessed);

    private static string Guessed(string text, bool isGuessed) => isGuessed ? Words["import_page.guessed", ("what", text)] : text;
}
