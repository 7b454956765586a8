using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text;
using NodaTime;
using NodaTime.Text;
using Perennial.Analytics;
using Perennial.Commerce.Contract;
using Perennial.Insights.Contract;
using Perennial.Kernel;
using Perennial.Kernel.Files;
using Perennial.Kernel.Words;

namespace Perennial.Cli;

/// <summary>The options of <c>perennial report</c>, and how their texts become values.</summary>
internal sealed class ReportArguments
{
    private static readonly WordBook Words = CliWords.Book;

    private readonly Argument<string[]> files = new("file") { Description = Words["option.file"],
        HelpName = Words["value.file"], Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<bool> demo = new("--demo") { Description = Words["option.demo"] };
    private readonly Option<PeriodKind?> period = Parsed("--period", Period);
    private readonly Option<LocalDate?> from = Parsed<LocalDate?>("--from", text => Date(text));
    private readonly Option<LocalDate?> to = Parsed<LocalDate?>("--to", text => Date(text));
    private readonly Option<LocalDate?> asOf = Parsed<LocalDate?>("--as-of", text => Date(text));
    private readonly Option<Window?> window = Parsed<Window?>("--window", text => Window.TryParse(text, out var w) ? w
        : null);
    private readonly Option<Window?> lookBack =
        Parsed<Window?>("--look-back", text => Window.TryParse(text, out var w) ? w : null);
    private readonly Option<int?> minOrders = Parsed<int?>("--min-orders", text =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var k) && k is >= 1 and <= 1000 ? k
            : null);
    private readonly Option<DateTimeZone?> zone = Zone("option.--tz");
    private readonly Option<Currency?> currency = Parsed<Currency?>("--currency", text =>
        Currency.TryParse(text, out var c) ? c : null);
    private readonly Option<IsoDayOfWeek?> weekStart = Parsed("--week-start", Weekday);
    private readonly Option<string[]> by = new("--by") { Description = Words["option.--by"],
        AllowMultipleArgumentsPerToken = false };
    private readonly Option<string[]> with = new("--with") { Description = Words["option.--with"],
        AllowMultipleArgumentsPerToken = false };
    private readonly Option<string[]> map = new("--map") { Description = Words["option.--map"],
        AllowMultipleArgumentsPerToken = false };
    private readonly Option<bool> noHeader = new("--no-header") { Description = Words["option.--no-header"] };
    private readonly Option<char?> delimiter = Delimiter();
    private readonly Option<Encoding?> encoding = Parsed("--encoding", TextEncodings.Find);
    private readonly Option<bool> dryRun = new("--dry-run") { Description = Words["option.--dry-run"] };
    private readonly Option<string?> dateFormat = new("--date-format") { Description = Words["option.--date-format"] };
    private readonly Option<string?> rejects = new("--rejects") { Description = Words["option.--rejects"] };
    private readonly Option<string?> html = new("--html") { Description = Words["option.--html"] };
    private readonly Option<string?> json = new("--json") { Description = Words["option.--json"] };
    private readonly Option<string?> customers = new("--customers") { Description = Words["option.--customers"] };

    private static readonly OrderField[] Dimensions =
    [
        OrderField.Store, OrderField.Channel, OrderField.Category, OrderField.Product, OrderField.Seller,
            OrderField.Country,
    ];

    public void AddTo(Command command)
    {
        command.Add(files);
        foreach (var option in new Option[]
                 {
                     demo, period, from, to, asOf, window, minOrders, lookBack, zone, currency, weekStart, by, with, map,
                         noHeader, delimiter, encoding,
                     dateFormat, rejects, html, json, customers, dryRun,
                 })
        {
            if (option is not Option<bool>)
            {
                option.HelpName = Words["value." + option.Name];
                option.Arity = option is Option<string[]> ? ArgumentArity.OneOrMore : ArgumentArity.ExactlyOne;
            }

            command.Add(option);
        }

        Comparison.AddTo(command);
        by.Validators.Add(result => CheckAll(result, by, name => DimensionOf(name) is not null, "--by"));
        with.Validators.Add(result => CheckAll(result, with, RequestedMetrics.IsKnown, "--with"));
        with.Validators.Add(result =>
        {
            if (List(result.GetValue(with)).Count(n => RequestedMetrics.SecondOrderDaysOf(n) is not null) > 1)
            {
                result.AddError(Words["wrong.second_order_rate"]);
            }
        });
        map.Validators.Add(result => CheckAll(result, map, pair => Pair(pair) is not null, "--map", split: false));
        foreach (var path in new[] { rejects, html, json, customers })
        {
            path.Validators.Add(result => CheckPaths(result, path.Name, [result.GetValue(path)]));
        }

        // Elsewhere "-" is standard output; rejects may need several files, so here it would become a file of that name.
        rejects.Validators.Add(result =>
        {
            if (result.GetValue(rejects) == Cli.Outputs.StandardOutput)
            {
                AddWrongValue(result, rejects.Name, Cli.Outputs.StandardOutput, Words["option.--rejects"]);
            }
        });

        command.Validators.Add(result =>
        {
            if (result.GetValue(files) is { } names && names.Contains(""))
            {
                AddWrongValue(result, Words["value.file"], "", Words["option.file"]);
            }

            CheckFiles(result, result.GetValue(files));
            if (!result.Errors.Any() && result.GetValue(demo) == result.GetValue(files) is { Length: > 0 })
            {
                result.AddError(Words["wrong.no_file"]);
            }
        });
    }

    public IReadOnlyList<string> Files(ParseResult result) => result.GetValue(files) ?? [];

    public bool DryRun(ParseResult result) => result.GetValue(dryRun);

    public bool Demo(ParseResult result) => result.GetValue(demo);

    public ReportOutputs Outputs(ParseResult result) =>
        new(result.GetValue(json), result.GetValue(html), result.GetValue(customers));

    /// <summary>What the report is set beside.</summary>
    public ComparisonArguments Comparison { get; } = new();

    public ReportQuestion Question(ParseResult result) => new()
    {
        Period = result.GetValue(period) ?? PeriodKind.Month,
        From = result.GetValue(from),
        To = result.GetValue(to),
        AsOf = result.GetValue(asOf),
        Window = result.GetValue(window),
        MinOrders = result.GetValue(minOrders) ?? 1,
        LookBack = result.GetValue(lookBack),
        WeekStart = result.GetValue(weekStart) ?? IsoDayOfWeek.Monday,
        GroupBy = [.. List(result.GetValue(by)).Select(n => DimensionOf(n)!.Value).Distinct()],
        With = [.. List(result.GetValue(with)).Distinct(StringComparer.Ordinal)],
    };

    public OrderFileOptions FileOptions(ParseResult result) => new()
    {
        Map = (result.GetValue(map) ?? []).Select(p => Pair(p)!.Value).GroupBy(p => p.Field)
            .ToDictionary(p => p.Key, p => p.Last().Column),
        NoHeader = result.GetValue(noHeader),
        Delimiter = result.GetValue(delimiter),
        Encoding = result.GetValue(encoding),
        DateFormat = result.GetValue(dateFormat),
        Zone = result.GetValue(zone) ?? DateTimeZone.Utc,
        Currency = result.GetValue(currency),
        Dimensions = [.. List(result.GetValue(by)).Select(n => DimensionOf(n)!.Value).Distinct()],
        RejectsPath = result.GetValue(rejects),
    };

    // Where times without a zone are from; what is meant unless told differs between commands.
    internal static Option<DateTimeZone?> Zone(string words) =>
        Parsed<DateTimeZone?>("--tz", text => DateTimeZoneProviders.Tzdb.GetZoneOrNull(text), words);

    internal static Option<char?> Delimiter() => Parsed<char?>("--delimiter", DelimiterSign);

    // A text that is no value of the option is told with the option's own words for what fits.
    internal static Option<T> Parsed<T>(string name, Func<string, T> parse, string? words = null) => new(name)
    {
        Description = Words[words ?? "option." + name],
        CustomParser = argument =>
        {
            var text = argument.Tokens.Count == 1 ? argument.Tokens[0].Value : "";
            var value = parse(text);
            if (value is null)
            {
                argument.AddError(Words["wrong.value", ("option", name), ("value", text),
                    ("hint", Words[words ?? "option." + name])]);
            }

            return value;
        },
    };

    private static void CheckAll(OptionResult result, Option<string[]> option, Func<string, bool> isKnown, string name,
        bool split = true)
    {
        foreach (var value in split ? List(result.GetValue(option)) : result.GetValue(option) ?? [])
        {
            if (!isKnown(value))
            {
                AddWrongValue(result, name, value, Words["option." + name]);
            }
        }
    }

    // A misspelt option would be read as a file, and its value as another.
    internal static void CheckFiles(SymbolResult result, IReadOnlyList<string>? files)
    {
        foreach (var name in (files ?? []).Where(f => f.StartsWith("--", StringComparison.Ordinal)))
        {
            result.AddError(Words["wrong.option", ("option", name)]);
        }
    }

    // What a script passes on from a variable that is not set.
    internal static void CheckPaths(SymbolResult result, string name, IReadOnlyList<string?> paths)
    {
        if (paths.Any(p => p is ""))
        {
            AddWrongValue(result, name, "", Words["option." + name]);
        }
    }

    private static void AddWrongValue(SymbolResult result, string name, string value, string hint) =>
        result.AddError(Words["wrong.value", ("option", name), ("value", value), ("hint", hint)]);

    private static IReadOnlyList<string> List(string[]? values) =>
        [.. (values ?? []).SelectMany(v =>
            v.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    private static PeriodKind? Period(string text) =>
        Enum.TryParse<PeriodKind>(text, ignoreCase: true, out var kind) && Enum.IsDefined(kind) &&
            !char.IsAsciiDigit(text[0]) ? kind : null;

    private static LocalDate? Date(string text) =>
        LocalDatePattern.Iso.Parse(text) is { Success: true } parsed && parsed.Value.Year is >= 1950 and <= 2129
            ? parsed.Value : null;

    private static IsoDayOfWeek? Weekday(string text) =>
        text.Length >= 2 && Enum.GetValues<IsoDayOfWeek>().FirstOrDefault(d => d != IsoDayOfWeek.None &&
            d.ToString().StartsWith(text, StringComparison.OrdinalIgnoreCase)) is var day and not IsoDayOfWeek.None
                ? day : null;

    private static char? DelimiterSign(string text) => text.ToLowerInvariant() switch
    {
        "space" or " " => ' ',
        "tab" or "\t" or "\\t" => '\t',
        "comma" => ',',
        "semicolon" => ';',
        "pipe" => '|',
        { Length: 1 } sign when !char.IsLetterOrDigit(sign[0]) && sign[0] is not ('"' or '\n' or '\r') => sign[0],
        _ => null,
    };

    private static OrderField? DimensionOf(string name) =>
        Enum.TryParse<OrderField>(name, ignoreCase: true, out var field) && Dimensions.Contains(field) &&
            !char.IsAsciiDigit(name[0]) ? field : null;

    private static (OrderField Field, string Column)? Pair(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && equals < text.Length - 1 && !char.IsAsciiDigit(text[0]) &&
               Enum.TryParse<OrderField>(text.AsSpan(0, equals).Trim(), ignoreCase: true, out var field) &&
                   Enum.IsDefined(field)
            ? (field, text[(equals + 1)..].Trim())
            : null;
    }
}
