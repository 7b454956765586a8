using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using NodaTime;
using Perennial.Customers.Api;
using Perennial.Customers.Consent;
using Perennial.Customers.Contract;
using Perennial.Customers.Listing;
using Perennial.Customers.Merging;
using Perennial.Customers.Timeline;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Kernel.Ids;
using Perennial.Ui.Parts;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Api;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Customers.Profiles;

/// <summary>A customer: who she is, what she did and what happened around her, what she agreed to; notes, tasks, merges.</summary>
[Asks(Scopes.CustomersRead, OfWholeShop = true)]
internal sealed class Profile(
    CustomersServices customers, IEnumerable<ICustomerSection> sections, IEnumerable<IAroundCustomer> around, IEnumerable<TimelineWords> books)
    : CustomerPage(customers)
{
    private const int EntriesShown = 30;

    /// <summary>Where the timeline goes on.</summary>
    [BindProperty(SupportsGet = true, Name = "at")]
    public string? TimelineAfter { get; set; }

    [BindProperty]
    public string? Note { get; set; }

    [BindProperty]
    public string? Kind { get; set; }

    [BindProperty]
    public string? Value { get; set; }

    [BindProperty]
    public ConsentForm Consent { get; set; } = new();

    public IReadOnlyList<(ICustomerSection Of, CustomerSection Shown)> Sections { get; private set; } = [];

    public IReadOnlyList<TimelineItem> Timeline { get; private set; } = [];

    public string? TimelineNext { get; private set; }

    public ProfileParts Shown { get; private set; } = ProfileParts.None;

    public IEnumerable<SelectListItem> Kinds => ((string[])["email", "phone", "card", "external"])
        .Select(k => new SelectListItem(Words["column." + k], k));

    public async Task<IActionResult> OnGetAsync() => await FindAsync(mayBeAnonymous: true) ?? await ShowAsync();

    public async Task<IActionResult> OnPostNoteAsync()
    {
        if (await FindToChangeAsync() is { } instead)
        {
            return instead;
        }

        var request = new AddNote.Request(Customer.Id, Note ?? "", Call.Caller.Actor);
        return await SaidAsync(await Db.TryWriteAsync(unit => AddNote.HandleAsync(Parts, unit, request, Call.Now), Cancellation),
            "profile.note_kept", _ => nameof(Note));
    }

    public async Task<IActionResult> OnPostRemoveNoteAsync(string note)
    {
        if (await FindToChangeAsync() is { } instead)
        {
            return instead;
        }

        var removed = PublicId.TryRead(CustomerIds.Note, note, out var id)
            ? await Db.TryWriteAsync(unit => RemoveNote.HandleAsync(unit, Customer.Id, id), Cancellation)
            : new Refusal(RefusalKind.Missing, "note.not_found");
        return await SaidAsync(removed, "profile.note_removed", f => f);
    }

    public async Task<IActionResult> OnPostIdentifierAsync()
    {
        if (await FindToChangeAsync() is { } instead)
        {
            return instead;
        }

        var request = new AddIdentifier.Request(Customer.Id, IdentifierCodes.Read(Kind ?? ""), Value ?? "");
        var added = await Db.TryWriteAsync(unit => AddIdentifier.HandleAsync(Parts, unit, request, Call.Now), Cancellation);
        if (added.Refusal?.Code == Refusals.TakenCode)
        {
            await AddIdentifier.KeepPairAsync(Parts, Db, request, Call.Now, Cancellation);
        }

        return await SaidAsync(added, "profile.identifier_added", _ => nameof(Value));
    }

    public async Task<IActionResult> OnPostRemoveIdentifierAsync(string identifier)
    {
        if (await FindToChangeAsync() is { } instead)
        {
            return instead;
        }

        var named = Customer.Identifiers.FirstOrDefault(i => IdentifierShown.IdOf(i, Parts.Hash) == identifier);
        var removed = named is null
            ? new Refusal(RefusalKind.Missing, "identifier.not_found")
            : await Db.TryWriteAsync(unit => RemoveIdentifier.HandleAsync(Parts, unit, new RemoveIdentifier.Request(Customer.Id, named), Call.Now),
                Cancellation);
        return await SaidAsync(removed, "profile.identifier_removed", f => f);
    }

    public async Task<IActionResult> OnPostConsentAsync()
    {
        if (await FindToChangeAsync() is { } instead)
        {
            return instead;
        }

        var entry = Consent.Read(Customer.Id, Call.Caller.Actor, Zone, Call.Now);
        var recorded = entry.TryGet(out var read, out var refusal)
            ? await Db.TryWriteAsync(async unit => (await RecordConsents.HandleAsync(Parts, unit, [read], Call.Now))[0], Cancellation)
            : refusal;
        return await SaidAsync(recorded, "profile.consent_kept", ConsentForm.FieldOf);
    }

    public async Task<IActionResult> OnPostUndoAsync(string merge)
    {
        if (await FindToChangeAsync() is { } instead)
        {
            return instead;
        }

        // Only a merge of hers is undone on her page.
        var isHers = PublicId.TryRead(CustomerIds.Merge, merge, out var id) &&
            (await Db.ReadAsync(unit => ProfileParts.MergesAsync(unit, Ids, Call.Now), Cancellation)).Any(m => m.Merge == id);
        var undone = isHers
            ? await Db.TryWriteAsync(unit => AuditedMerges.UndoAsync(Call, unit, id), Cancellation)
            : new Refusal(RefusalKind.Missing, "merge.not_found");
        return await SaidAsync(undone, "profile.unmerged", f => f);
    }

    /// <summary>An identifier's id, by which it is taken away: addresses stand in no path.</summary>
    public string IdOf(CustomerIdentifier identifier) => IdentifierShown.IdOf(identifier, Parts.Hash);

    /// <summary>Who did it: a code of somebody of the shop, of a program, or of a rule.</summary>
    public string By(string actor) => actor == Call.Caller.Actor ? Words["by.you"]
        : actor.StartsWith("stf_", StringComparison.Ordinal) ? Words["by.colleague"]
        : actor.StartsWith("key_", StringComparison.Ordinal) ? Words["by.program"]
        : actor;

    private async Task<IActionResult> SaidAsync<T>(Result<T> done, string said, Func<string, string> field)
    {
        if (done.TryGet(out _, out var refusal))
        {
            return Done(Path, CustomersModule.Words[said]);
        }

        await LoadAsync();
        return Show(refusal with { Fields = [.. refusal.Fields.Select(f => f with { Field = field(f.Field) })] });
    }

    private async Task<IActionResult> ShowAsync()
    {
        await LoadAsync();

        // An id that nobody ever had and one of an order without a name differ by what others know of it.
        return IsAnonymous && Sections.Count == 0 ? Missing.Page(this, Refusals.NotFound) : Page();
    }

    private async Task LoadAsync()
    {
        var place = TimelineAfter is { } cursor && Cursor.TryRead(cursor, 3, out var values) && TimelineRoutes.TryReadMicros(values[0], out var at) &&
            Guid.TryParseExact(values[2], "N", out var subject) ? new ReadTimeline.Place(at, values[1], subject) : null;
        await Db.ReadAsync(async unit =>
        {
            var shown = new List<(ICustomerSection, CustomerSection)>();
            foreach (var section in sections.Where(s => Person.May(s.Asks)).OrderBy(s => s.Place))
            {
                var question = new SectionQuestion(Customer.Id, Ids, Call.Now, Zone) { After = Request.Query[section.Name].ToString() };
                if (await section.ReadAsync(unit, question) is { } read)
                {
                    shown.Add((section, read));
                }
            }

            Sections = shown;
            if (IsAnonymous)
            {
                return true;
            }

            Shown = await ProfileParts.ReadAsync(unit, Ids, Call.Now);
            var page = await ReadTimeline.HandleAsync([.. Parts.Timeline, .. around], unit,
                new ReadTimeline.Request(Customer.Id, EntriesShown, place));
            var words = new EntryWords([.. books], By, Zone);
            Timeline = [.. page.Value.Entries.Select(words.Item)];
            TimelineNext = page.Value.Next is { } next
                ? Cursor.Write($"{Micros.Of(next.At)}", next.Source, $"{next.Subject:N}")
                : null;
            return true;
        }, Cancellation);
    }
}
