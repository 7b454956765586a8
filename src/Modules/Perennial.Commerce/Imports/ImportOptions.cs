using System.Text;
using System.Text.Json;
using NodaTime;
using Perennial.Commerce.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Files;
using Perennial.Kernel.Text;
using Perennial.Workspace.Contract;

namespace Perennial.Commerce.Imports;

/// <summary>How a file is to be read, as it travels; what is left out is found from the file.</summary>
internal sealed record ImportOptionsBody
{
    /// <summary>Where the numbers of orders are from; by default the shape of the file.</summary>
    public string? Source { get; set; }

    /// <summary>Columns by field: a header's name, a position, or <c>-</c> for none.</summary>
    public IReadOnlyDictionary<string, string>? Map { get; set; }

    public bool NoHeader { get; set; }

    public string? Delimiter { get; set; }

    public string? Encoding { get; set; }

    public string? DateFormat { get; set; }

    /// <summary>What stands first in dates that end with the year: <c>day</c> or <c>month</c>.</summary>
    public string? DateOrder { get; set; }

    /// <summary>What parts the decimals: <c>.</c> or <c>,</c>.</summary>
    public string? DecimalSign { get; set; }

    /// <summary>Zone of times that are written without one; by default the shop's.</summary>
    public string? TimeZone { get; set; }
}

/// <summary>Options as the reader of files takes them, or all that is wrong with them.</summary>
internal static class ImportOptions
{
    private const string SourceDefault = "file";
    private const int TextCharactersMax = 200;

    /// <summary>Dates whose day stands first.</summary>
    public const string DayFirst = "day";

    /// <summary>Dates whose month stands first.</summary>
    public const string MonthFirst = "month";

    public static ImportOptionsBody Stored(ImportRow row) => JsonSerializer.Deserialize(row.Options, ImportsJson.Api.ImportOptionsBody)!;

    public static string Store(ImportOptionsBody body) => JsonSerializer.Serialize(body, ImportsJson.Api.ImportOptionsBody);

    /// <summary>The source that was told, or that the shape of the first text stands for.</summary>
    public static string SourceOf(ImportOptionsBody body, OrderPreview preview) =>
        body.Source ?? preview.Texts.Select(t => t.Understood.Shape).FirstOrDefault() ?? SourceDefault;

    public static Result<OrderFileOptions> Read(ImportOptionsBody body, ShopSettings settings)
    {
        var problems = new List<FieldProblem>();
        var map = new Dictionary<OrderField, string>();
        foreach (var (name, column) in body.Map ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            if (Enum.TryParse<OrderField>(name, ignoreCase: true, out var field) && Enum.IsDefined(field) && !char.IsAsciiDigit(name[0]) &&
                column is { Length: > 0 and <= TextCharactersMax })
            {
                map[field] = column;
            }
            else
            {
                problems.Add(new FieldProblem("map", "imports.map_unknown"));
            }
        }

        var encoding = body.Encoding is { Length: <= TextCharactersMax } named ? TextEncodings.Find(named) : null;
        var zone = body.TimeZone is null ? settings.Zone : DateTimeZoneProviders.Tzdb.GetZoneOrNull(body.TimeZone);
        Check(problems, "source", "imports.source_malformed", body.Source is null || IsSource(body.Source));
        Check(problems, "encoding", "imports.encoding_unknown", body.Encoding is null || encoding is not null);
        Check(problems, "timeZone", "imports.zone_unknown", zone is not null);
        Check(problems, "delimiter", "imports.delimiter_malformed", body.Delimiter is null || IsDelimiter(body.Delimiter));
        Check(problems, "dateFormat", "imports.date_format_malformed", body.DateFormat is null or { Length: > 0 and <= TextCharactersMax });
        Check(problems, "dateOrder", "imports.date_order_malformed", body.DateOrder is null or DayFirst or MonthFirst);
        Check(problems, "decimalSign", "imports.decimal_sign_malformed", body.DecimalSign is null or "." or ",");
        return problems.Count > 0 ? new Refusal(RefusalKind.Invalid, "request.invalid") { Fields = problems } : new OrderFileOptions
        {
            Map = map, NoHeader = body.NoHeader, Delimiter = body.Delimiter?[0], Encoding = encoding, DateFormat = body.DateFormat, Zone = zone!,
            Currency = settings.Currency, DecimalSign = body.DecimalSign?[0],
            DateOrder = body.DateOrder is null ? null : body.DateOrder == DayFirst ? DateOrder.DayFirst : DateOrder.MonthFirst,
        };
    }

    private static void Check(List<FieldProblem> problems, string field, string code, bool isFine)
    {
        if (!isFine)
        {
            problems.Add(new FieldProblem(field, code));
        }
    }

    private static bool IsSource(string text) => text.Length is > 0 and <= ImportDrafting.SourceCharactersMax &&
        text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');

    private static bool IsDelimiter(string text) => text.Length == 1 && !char.IsLetterOrDigit(text[0]) && text[0] is not ('"' or '\n' or '\r');
}
