using Microsoft.AspNetCore.Mvc.Rendering;
using Perennial.Commerce.Contract;
using Perennial.Commerce.OrderFiles;

namespace Perennial.Commerce.Imports;

/// <summary>How a file is to be read, as somebody at a page chooses it. Blank means: found by itself.</summary>
internal sealed class ReadingForm
{
    private const string Format = "format";
    private static readonly string[] Encodings =
        ["utf-8", "windows-1251", "windows-1250", "windows-1252", "iso-8859-2", "koi8-r", "gb18030", "utf-16"];

    private static readonly (string Code, string Sign)[] Delimiters =
        [("comma", ","), ("semicolon", ";"), ("tab", "\t"), ("bar", "|"), ("space", " ")];

    public string? Source { get; set; }

    public string? Encoding { get; set; }

    public string? Delimiter { get; set; }

    public bool NoHeader { get; set; }

    /// <summary>How dates are written: by the day first, by the month first, by a format.</summary>
    public string? DateWay { get; set; }

    public string? DateFormat { get; set; }

    public string? DecimalSign { get; set; }

    /// <summary>The column of each field, by the field's place; <see cref="OrderFileOptions.NoColumn"/> for none.</summary>
    public string?[] Columns { get; set; } = [];

    /// <summary>The form as it stands for what is told and was found.</summary>
    public static ReadingForm Of(ImportOptionsBody body, SeenColumns? seen) => new()
    {
        Source = body.Source, Encoding = body.Encoding, NoHeader = body.NoHeader, DateFormat = body.DateFormat, DecimalSign = body.DecimalSign,
        Delimiter = body.Delimiter is null ? null : Delimiters.FirstOrDefault(d => d.Sign == body.Delimiter).Code ?? body.Delimiter,
        DateWay = body.DateFormat is not null ? Format : body.DateOrder,
        Columns = [.. Enum.GetValues<OrderField>().Select(f => Current(f, seen))],
    };

    /// <summary>What is told by the form. Of columns only what is other than it was: the rest is found as before.</summary>
    /// <param name="before">What was told before.</param>
    /// <param name="seen">The columns that there are; null where there is no table.</param>
    public ImportOptionsBody Body(ImportOptionsBody before, SeenColumns? seen)
    {
        var map = new SortedDictionary<string, string>(before.Map?.ToDictionary(StringComparer.Ordinal) ?? [], StringComparer.OrdinalIgnoreCase);
        var fields = Enum.GetValues<OrderField>();
        var isOther = fields.Zip(Columns).Any(c => c.Second is not null && c.Second != Current(c.First, seen));
        foreach (var (field, chosen) in fields.Zip(Columns).Where(_ => isOther))
        {
            var name = field.ToString().ToLowerInvariant();
            if (chosen is not null && (chosen != Current(field, seen) || (chosen != OrderFileOptions.NoColumn && NoHeader)))
            {
                map[name] = chosen;
            }
        }

        return before with
        {
            Source = Given(Source), Encoding = Given(Encoding), NoHeader = NoHeader, DecimalSign = Given(DecimalSign),
            Delimiter = Given(Delimiter) is { } code ? Delimiters.FirstOrDefault(d => d.Code == code).Sign ?? code : null,
            DateFormat = DateWay == Format ? Given(DateFormat) ?? "" : null, DateOrder = DateWay == Format ? null : Given(DateWay),
            Map = map.Count == 0 ? null : map,
        };
    }

    public IEnumerable<SelectListItem> EncodingChoices => Choices([.. Encodings.Append(Encoding ?? "").Distinct(StringComparer.Ordinal).Where(e => e.Length > 0)
        .Select(e => new SelectListItem(e, e))]);

    public IEnumerable<SelectListItem> DelimiterChoices => Choices(
    [
        .. Delimiters.Select(d => new SelectListItem(ImportWords.Delimiter(d.Sign[0]), d.Code)),
        .. Delimiter is null || Delimiters.Any(d => d.Code == Delimiter) ? Array.Empty<SelectListItem>() : [new SelectListItem(Delimiter, Delimiter)],
    ]);

    public static IEnumerable<SelectListItem> DateChoices => Choices(
        new SelectListItem(CommerceModule.Words["import_page.dates_day"], ImportOptions.DayFirst),
        new SelectListItem(CommerceModule.Words["import_page.dates_month"], ImportOptions.MonthFirst),
        new SelectListItem(CommerceModule.Words["import_page.dates_format"], Format));

    public static IEnumerable<SelectListItem> DecimalChoices => Choices(
        new SelectListItem(CommerceModule.Words["import_page.decimals_comma"], ","),
        new SelectListItem(CommerceModule.Words["import_page.decimals_point"], "."));

    /// <summary>The columns to choose from, each with what stands in it.</summary>
    public static IReadOnlyList<SelectListItem> ColumnChoices(SeenColumns seen) =>
    [
        new SelectListItem(CommerceModule.Words["import_page.no_column"], OrderFileOptions.NoColumn),
        .. seen.Names.Select((name, i) => new SelectListItem(Told(name, seen.Examples.ElementAtOrDefault(i)), seen.Reference(i))),
    ];

    private static string Told(string name, string? example)
    {
        const int charactersMax = 40;
        var shown = example?.Trim() is { Length: > charactersMax } text ? text[..charactersMax] + "…" : example?.Trim();
        return string.IsNullOrEmpty(shown) ? name : $"{name} · {shown}";
    }

    private static string? Current(OrderField field, SeenColumns? seen) =>
        seen is null ? null : seen.Found.TryGetValue(field, out var column) ? seen.Reference(column) : OrderFileOptions.NoColumn;

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static IEnumerable<SelectListItem> Choices(params IEnumerable<SelectListItem> items) =>
        items.Prepend(new SelectListItem(CommerceModule.Words["import_page.by_itself"], ""));
}
