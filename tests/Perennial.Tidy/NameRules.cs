namespace Perennial.Tidy;

/// <summary>
/// What looks like a key of words and is none, told by where it stands: names of events, audit actions, jobs and metrics,
/// which only programs read; lines of the log; names of files; paths of fields.
/// </summary>
internal static partial class NameRules
{
    /// <summary>
    /// Names that code gives to what only programs read: as a literal, as a constant that is handed over in its place, or by
    /// a method that makes events by their name.
    /// A name is one wherever else it stands, so that who hears an event may compare with it.
    /// </summary>
    public static IReadOnlySet<string> Names(string code)
    {
        var makers = EventMaker().Matches(code).Select(m => m.Groups["maker"].Value).ToHashSet();
        var given = NamedSecond().Matches(code).Concat(NamedFirst().Matches(code))
            .Concat(MadeByName().Matches(code).Where(m => makers.Contains(m.Groups["maker"].Value)))
            .ToList();
        var constants = given.Select(m => m.Groups["constant"].Value).ToHashSet();
        return given.Select(m => m.Groups["name"].Value)
            .Concat(Constant().Matches(code).Where(m => constants.Contains(m.Groups["constant"].Value)).Select(m => m.Groups["name"].Value))
            .Where(n => n.Length > 0)
            .ToHashSet();
    }

    /// <summary>Code without its log lines, names of files and paths of fields.</summary>
    public static string WithoutNames(string code) => LogLine().Replace(FileName().Replace(FieldPath().Replace(code, ""), ""), "");

    private const string Literal = "\"(?<name>[^\"]*)\"";
    private const string Given = "(" + Literal + @"|([A-Z]\w*\.)*(?<constant>[A-Z]\w*))\s*[,)]";
    private const string Nested = @"\(([^()]|\(([^()]|\([^()]*\))*\))*\)";

    // new OutboxEvent(ids.New(), "order.changed", …), new AuditEntry(caller.Actor, Actions.Created, …)
    [GeneratedRegex(@"\bnew (OutboxEvent|AuditEntry)\(\s*([^(),;""]|""[^""]*""|" + Nested + @")+,\s*" + Given, RegexOptions.ExplicitCapture)]
    private static partial Regex NamedSecond();

    // new JobKind("commerce.import", …), meter.CreateCounter<long>("perennial.orders")
    [GeneratedRegex(@"(\bnew (JobKind|JobRequest|Meter|ActivitySource)|\bSchedule\.(Every|Daily)|" +
        @"\.Create(Observable)?(Counter|UpDownCounter|Histogram|Gauge)(<\w+>)?)\(\s*" + Given, RegexOptions.ExplicitCapture)]
    private static partial Regex NamedFirst();

    // OutboxEvent News(string name, …), and then News("order.changed", …)
    [GeneratedRegex(@"\bOutboxEvent (?<maker>\w+)\(string \w+", RegexOptions.ExplicitCapture)]
    private static partial Regex EventMaker();

    [GeneratedRegex(@"\b(?<maker>[A-Z]\w*)\(\s*" + Given, RegexOptions.ExplicitCapture)]
    private static partial Regex MadeByName();

    [GeneratedRegex(@"\bconst string (?<constant>\w+)\s*=\s*" + Literal + ";", RegexOptions.ExplicitCapture)]
    private static partial Regex Constant();

    [GeneratedRegex(@"\[LoggerMessage\(([^()""]|""[^""]*"")*\)\]", RegexOptions.ExplicitCapture)]
    private static partial Regex LogLine();

    // Path.Combine(folder, "perennial.db")
    [GeneratedRegex(@"(?<!\.)\bPath\.(Combine|Join|GetFullPath|ChangeExtension)" + Nested, RegexOptions.ExplicitCapture)]
    private static partial Regex FileName();

    // new FieldProblem("shop.name", …), problem with { Field = "shop." + problem.Field }
    [GeneratedRegex(@"(?<=\b(new FieldProblem\(|Field =)\s*\$?)""[^""]*""", RegexOptions.ExplicitCapture)]
    private static partial Regex FieldPath();
}
