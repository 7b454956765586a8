using Perennial.Commerce.Contract;
using Perennial.Commerce.OrderFiles;
using Perennial.Commerce.OrderFiles.Streaming;
using Perennial.Kernel.Data;
using Perennial.Kernel.Files;

namespace Perennial.Commerce.Imports;

/// <summary>Rows that could not be used, kept to be fetched, mended and given again.</summary>
internal static class RejectStore
{
    private const int PageRows = 2_000;

    /// <summary>The form of what is told of a whole order and has no row of its own.</summary>
    public static RejectsForm NoRow { get; } = new(string.Join(',', RejectsFile.ReasonColumns), ',', HasHeader: false);

    private sealed record Kept(Guid Import, long Number, RejectedRow Row);

    private sealed record KeptForm(Guid Import, RejectsForm Form);

    /// <summary>What cannot be taken although its rows can be read.</summary>
    public static RejectedRow OfOrder(FileProblem problem) => new(problem, "", NoRow);

    /// <summary>Adds rows to a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="import">The import.</param>
    /// <param name="before">Rows kept before.</param>
    /// <param name="rows">The rows.</param>
    public static void Add(DbBatch batch, Guid import, long before, IReadOnlyList<RejectedRow> rows)
    {
        batch.Insert(Forms, [.. rows.Select(r => r.Form).Distinct().Select(f => new KeptForm(import, f))]);
        batch.Insert(Rejects, [.. rows.Select((r, i) => new Kept(import, before + i + 1, r))]);
    }

    /// <summary>The forms of an import, in no order that means anything, and always in the same.</summary>
    public static async Task<IReadOnlyList<(long Number, RejectsForm Form)>> FormsAsync(DbUnit unit, Guid import) =>
        [.. (await unit.QueryAsync<FormRow>(FormsSql, new { import }))
            .Select(f => (f.Form, new RejectsForm(f.Header, f.Delimiter[0], f.HasHeader)))];

    /// <summary>Some rows of a form, after a number.</summary>
    public static async Task<IReadOnlyList<(long Number, RejectedRow Row)>> ReadAsync(
        DbUnit unit, Guid import, (long Number, RejectsForm Form) form, long after) =>
        [.. (await unit.QueryAsync<RejectRow>(RejectsSql, new { import, form = form.Number, after, limit = PageRows })).Select(r =>
            (r.Number, new RejectedRow(new FileProblem(r.Code, r.File, r.Line, r.Field, r.Value, r.Detail), r.Content, form.Form)))];

    // The same columns are the same form, whichever run met them.
    private static long NumberOf(RejectsForm form) => unchecked((long)SeenHashes.Of($"{form.Delimiter}{(form.HasHeader ? 1 : 0)}{form.Header}"));

    // No database takes NUL, nor half a character.
    private static string? Clean(string? text) => text is null ? null
        : System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text)).Replace('\0', '\uFFFD');

    private static readonly DbTable<KeptForm> Forms = new DbTable<KeptForm>("import_forms")
        .Id("import_id", f => f.Import).Long("form", f => NumberOf(f.Form)).Text("header", f => Clean(f.Form.Header))
        .Text("delimiter", f => f.Form.Delimiter.ToString()).Bool("has_header", f => f.Form.HasHeader)
        .OnConflict("(import_id, form) do nothing");

    private static readonly DbTable<Kept> Rejects = new DbTable<Kept>("import_rejects")
        .Id("import_id", r => r.Import).Long("form", r => NumberOf(r.Row.Form)).Long("number", r => r.Number)
        .Text("code", r => r.Row.Problem.Code).Text("file", r => Clean(r.Row.Problem.File)).Long("line", r => r.Row.Problem.Line)
        .Text("field", r => Clean(r.Row.Problem.Column)).Text("value", r => Clean(r.Row.Problem.Value))
        .Text("detail", r => Clean(r.Row.Problem.Detail)).Text("content", r => Clean(r.Row.Row));

    private sealed class FormRow
    {
        public long Form { get; set; }

        public string Header { get; set; } = "";

        public string Delimiter { get; set; } = "";

        public bool HasHeader { get; set; }
    }

    private sealed class RejectRow
    {
        public long Number { get; set; }

        public string Code { get; set; } = "";

        public string File { get; set; } = "";

        public long Line { get; set; }

        public string? Field { get; set; }

        public string? Value { get; set; }

        public string? Detail { get; set; }

        public string Content { get; set; } = "";
    }

    private const string FormsSql = """
        select form as Form, header as Header, delimiter as Delimiter, has_header as HasHeader
        from import_forms where import_id = @import order by has_header desc, form
        """;

    private const string RejectsSql = """
        select number as Number, code as Code, file as File, line as Line, field as Field, value as Value, detail as Detail, content as Content
        from import_rejects where import_id = @import and form = @form and number > @after order by number limit @limit
        """;
}
