using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Perennial.Commerce.Contract;
using Perennial.Commerce.OrderFiles;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Files;
using Perennial.Kernel.Jobs;
using Perennial.Ui.Parts;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Commerce.Imports;

/// <summary>
/// One import, from what was understood of its file to its end: how it is read, its first rows, the trial, the work at it, what came of
/// it, and taking it back. What is shown follows from where it stands, so the page can be left at any time.
/// </summary>
[Asks(Scopes.Imports, OfWholeShop = true)]
internal sealed class ShowImport(IShopSettings shop, ImportFolder folder, JobQueue queue) : StaffPage
{
    /// <summary>Texts of an archive that are shown each by itself.</summary>
    public const int TextsShownMax = 5;

    private const string FormPrefix = "Form.";

    [BindProperty]
    public ReadingForm Form { get; set; } = new();

    /// <summary>The count that undoing asks for.</summary>
    [BindProperty]
    public string? Typed { get; set; }

    public ImportRow Row { get; private set; } = new();

    public ImportOptionsBody Options { get; private set; } = new();

    public OrderPreview Preview { get; private set; } = new([], []);

    public ScanView? Scan { get; private set; }

    public JobView? Job { get; private set; }

    /// <summary>The columns as they stand in the file; null where it is no table, or not there any more.</summary>
    public SeenColumns? Seen { get; private set; }

    /// <summary>The latest earlier import of the very same file; null for none.</summary>
    public ImportRow? SameFile { get; private set; }

    /// <summary>Sets of columns among the rows that could not be used, a file each.</summary>
    public int RejectParts { get; private set; }

    public ShopSettings Settings { get; private set; } = null!;

    public Progress? Progress { get; private set; }

    public string Here => Url.Content("~/imports/" + Row.PublicId);

    /// <summary>Whether somebody may still say how the file is read.</summary>
    public bool IsOpen => Row.State == ImportState.Uploaded && !IsAtWork;

    public bool IsAtWork => ImportProgress.IsAtWork(Job);

    /// <summary>Whether its columns can be chosen: those of a shop system's export are known.</summary>
    public bool IsTable => Seen is not null && Preview.Texts.All(t => !IsKnownExport(t.Understood.Shape));

    /// <summary>Orders that undoing would touch.</summary>
    public long Touched => Row.Made + Row.Changed;

    public bool CanUndo => !IsAtWork && Row.SettledAt is null && Touched > 0 && Row.State is ImportState.Started or ImportState.Done or ImportState.Undoing;

    /// <summary>What the rows of an import in another currency than the shop's have to have.</summary>
    public bool HasOtherCurrency => Scan?.Sums.Any(s => s.Currency is { } code && code != Settings.Currency.Code) == true;

    /// <summary>Size, time and who, in a line.</summary>
    public string Lead => CommerceModule.Words["import_page.of_file", ("size", ImportWords.Size(Row.Bytes)), ("when", Time(Row.CreatedAt))];

    /// <summary>Why the last work at it failed, in words; null when it did not.</summary>
    public string? Failed => Job is { State: JobState.Failed, Error: { } code } ? CommerceModule.Words.Has(code) ? CommerceModule.Words[code] : code : null;

    /// <summary>Until when it can be undone; null where that has no end yet.</summary>
    public string? UndoUntil => Row.EndedAt is { } ended ? ImportWords.Day(Micros.ToInstant(ended) + ImportUpkeep.Kept, Settings) : null;

    public string TouchedShown => Kernel.Words.Shown.Number(Touched);

    public string Time(long micros) => ImportWords.Time(micros, Settings);

    public IEnumerable<NamedFigure> TrialFigures(ScanView scan) => ImportFigures.Of(scan, Settings.Currency.Code);

    public IEnumerable<NamedFigure> ResultFigures() => ImportFigures.Of(Row);

    /// <summary>What of a field is needed; null where it may be missing.</summary>
    public static string? NeedOf(OrderField field) => field switch
    {
        OrderField.Date => CommerceModule.Words["import_page.need_date"],
        OrderField.Customer => CommerceModule.Words["import_page.need_customer"],
        OrderField.Amount => CommerceModule.Words["import_page.need_amount"],
        OrderField.Order => CommerceModule.Words["import_page.need_order"],
        _ => null,
    };

    public async Task<IActionResult> OnGetAsync()
    {
        if (await LoadAsync() is { } refusal)
        {
            return Missing(refusal);
        }

        Form = ReadingForm.Of(Options, Seen);
        return Page();
    }

    /// <summary>The part of the page that is renewed while work goes on; the whole page once it ended.</summary>
    public async Task<IActionResult> OnGetProgressAsync()
    {
        if (await LoadAsync() is null && IsAtWork)
        {
            return Partial("/Imports/_ImportProgress.cshtml", this);
        }

        Response.Headers["HX-Refresh"] = "true";
        return Content("");
    }

    public async Task<IActionResult> OnGetRejectsAsync(string? part)
    {
        Response.Headers.ContentDisposition = "attachment; filename=\"rows-to-mend.csv\"";
        await ReadImports.SendRejectsAsync(HttpContext, _ => part);
        return new EmptyResult();
    }

    public async Task<IActionResult> OnPostReadAsync()
    {
        if (await LoadAsync() is { } missing)
        {
            return Missing(missing);
        }

        var body = Form.Body(Options, Seen);
        FileProblem? unread = null;
        var read = await Db.TryWriteAsync(async unit =>
        {
            var anew = await UploadImport.ReadAnewAsync(new WriteCall<ImportOptionsBody>(Call, body, [], unit));
            unread = anew.Succeeded && PreviewJson.Read(anew.Value.Preview) is { Texts.Count: 0 } none ? none.Warnings.FirstOrDefault()?.First : null;
            return unread is null ? anew : new Refusal(RefusalKind.Invalid, "imports.unreadable_so") { Detail = ImportWords.Of(unread) };
        }, Cancellation);
        return read.TryGet(out _, out var refusal)
            ? Done("/imports/" + Row.PublicId, CommerceModule.Words["import_page.read_anew"])
            : Show(refusal, FormPrefix);
    }

    public Task<IActionResult> OnPostTryAsync() => BeginAsync(ImportWork.ScanKind, "import_page.said_trying");

    public Task<IActionResult> OnPostStartAsync() => BeginAsync(ImportWork.Kind, "import_page.said_started");

    public async Task<IActionResult> OnPostUndoAsync()
    {
        if (await LoadAsync() is { } missing)
        {
            return Missing(missing);
        }

        // Typed as it is shown, with or without what parts its thousands.
        var digits = new string([.. (Typed ?? "").Where(char.IsAsciiDigit)]);
        if (digits != FormattableString.Invariant($"{Touched}"))
        {
            return Again(new Refusal(RefusalKind.Invalid, "request.invalid")
            {
                Fields = [new FieldProblem(nameof(Typed), "imports.count_wanted", Kernel.Words.Shown.Number(Touched))],
            });
        }

        return await BeginAsync(UndoWork.Kind, "import_page.said_undoing");
    }

    public Task<IActionResult> OnPostPauseAsync() => AskAsync(queue.PauseAsync);

    public Task<IActionResult> OnPostResumeAsync() => AskAsync(queue.ResumeAsync);

    public Task<IActionResult> OnPostCancelAsync() => AskAsync(queue.CancelAsync);

    public async Task<IActionResult> OnPostDeleteAsync() =>
        await LoadAsync() is { } missing ? Missing(missing)
        : (await WriteAsync(UploadImport.DeleteAsync)).TryGet(out _, out var refusal)
            ? Done("/imports", CommerceModule.Words["import_page.said_deleted"])
            : Again(refusal);

    private Task<Result<T>> WriteAsync<T>(Func<WriteCall<NoBody>, Task<Result<T>>> write) =>
        Db.TryWriteAsync(unit => write(new WriteCall<NoBody>(Call, new NoBody(), [], unit)), Cancellation);

    private async Task<IActionResult> BeginAsync(string kind, string said) =>
        await LoadAsync() is { } missing ? Missing(missing)
        : (await WriteAsync(call => StartImport.BeginAsync(call, kind))).TryGet(out _, out var refusal)
            ? Done("/imports/" + Row.PublicId, CommerceModule.Words[said])
            : Again(refusal);

    private async Task<IActionResult> AskAsync(Func<DbUnit, Guid, Task<Result<JobView>>> ask)
    {
        if (await LoadAsync() is { } missing)
        {
            return Missing(missing);
        }

        // What ended meanwhile needs no asking any more: the page shows how.
        if (Job is { } job)
        {
            await Db.TryWriteAsync(unit => ask(unit, job.Id), Cancellation);
        }

        return LocalRedirect("~/imports/" + Row.PublicId);
    }

    private IActionResult Again(Refusal refusal)
    {
        Form = ReadingForm.Of(Options, Seen);
        return Show(refusal);
    }

    private IActionResult Missing(Refusal refusal)
    {
        Row.Name = CommerceModule.Words["import_page.title"];
        return Show(refusal);
    }

    // Null when the import is there, and then all that is shown of it.
    private async Task<Refusal?> LoadAsync()
    {
        Settings = (await shop.FindAsync(Db, Cancellation))!;
        var found = await Db.ReadAsync(async unit =>
        {
            if (await ImportStore.FindAsync(unit, Call.Route("id")) is not { } row)
            {
                return null;
            }

            Job = row.JobId is { } id && (await JobList.FindAsync(unit, id)).TryGet(out var job, out _) ? job.Job : null;
            RejectParts = row is { Rejected: > 0, SettledAt: null } ? (await RejectStore.FormsAsync(unit, row.Id)).Count : 0;
            SameFile = row.State == ImportState.Uploaded && await ImportStore.OfSameFileAsync(unit, row) is [.., var same]
                ? await ImportStore.FindAsync(unit, same) : null;
            return row;
        }, Cancellation);
        if (found is null)
        {
            return ImportStore.NotFound;
        }

        Row = found;
        Options = ImportOptions.Stored(Row);
        Preview = PreviewJson.Read(Row.Preview);
        Scan = Row.Scan is null ? null : System.Text.Json.JsonSerializer.Deserialize(Row.Scan, ImportsJson.Api.ScanView);
        Progress = IsAtWork ? ImportProgress.Of(Job!, Here + "?handler=Progress") : null;
        Seen = IsOpen && ImportOptions.Read(Options, Settings).TryGet(out var options, out _) ? SeenColumns.Look(folder.PathOf(Row.Id), options) : null;
        return null;
    }

    private static bool IsKnownExport(string shape) => shape is not ("plain" or "cdnow") && !shape.StartsWith("uci", StringComparison.Ordinal);
}
