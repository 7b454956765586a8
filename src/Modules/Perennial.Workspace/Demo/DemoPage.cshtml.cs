using Microsoft.AspNetCore.Mvc;
using Perennial.Kernel;
using Perennial.Kernel.Words;
using Perennial.Ui.Parts;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Workspace.Demo;

/// <summary>The demo shop: what it is, making it, going in, taking it away again.</summary>
[Asks(Scopes.InsightsRead, OfWholeShop = true)]
internal sealed class DemoPage(IDemoShop demo) : StaffPage
{
    public DemoState State => demo.State;

    /// <summary>Whether she may make it and take it away.</summary>
    public bool MayRun => Person.May(Scopes.Admin);

    public void OnGet()
    {
    }

    /// <summary>The part that is renewed while it is filled.</summary>
    public IActionResult OnGetState() => Partial("/Demo/_DemoState.cshtml", this);

    public async Task<IActionResult> OnPostBeginAsync()
    {
        if (!MayRun)
        {
            return Show(new Refusal(RefusalKind.Forbidden, "access.role_may_not"));
        }

        if (!demo.Begin(new DemoWish(Language.Current.Code)).TryGet(out _, out var refusal))
        {
            return Show(refusal);
        }

        await NoteAsync(new AuditEntry(Call.Caller.Actor, "demo.made", "demo"));
        return LocalRedirect("~/demo-shop");
    }

    public async Task<IActionResult> OnPostRemoveAsync()
    {
        if (!MayRun)
        {
            return Show(new Refusal(RefusalKind.Forbidden, "access.role_may_not"));
        }

        await NoteAsync(new AuditEntry(Call.Caller.Actor, "demo.removed", "demo"));
        await demo.RemoveAsync(Cancellation);
        return Done("/demo-shop", WorkspaceModule.Words["demo.removed"]);
    }

    /// <summary>Work on it as it is shown; null when there is none.</summary>
    /// <param name="state">How it stands.</param>
    /// <param name="renew">Where this part comes from.</param>
    public static Progress? Look(DemoState state, string renew) => state.Stage switch
    {
        DemoStage.Filling => new Progress(WorkspaceModule.Words["demo.filling"], Shown.WholePercent(new Kernel.Ratio(state.Percent, 100)))
        {
            Percent = state.Percent,
            Pace = state.SecondsLeft is { } seconds ? WorkspaceModule.Words.Count("demo.left", seconds) : null,
            RenewHref = renew,
        },
        DemoStage.Removing => new Progress(WorkspaceModule.Words["demo.removing"], "") { RenewHref = renew },
        _ => null,
    };

    private Task NoteAsync(AuditEntry entry) => Db.WriteAsync(unit => Get<IAudit>().AddAsync(unit, entry, Call.Now), Cancellation);
}
