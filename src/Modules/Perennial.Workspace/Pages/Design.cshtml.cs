using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Perennial.Kernel;
using Perennial.Kernel.Words;
using Perennial.Ui;
using Perennial.Ui.Parts;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Workspace.Pages;

/// <summary>Every part that pages are made of, in every state, with made-up figures: what is looked at when a part is changed.</summary>
[Asks(Scopes.Admin)]
internal sealed class Design : StaffPage
{
    private static WordBook Words => WorkspaceModule.Words;

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Day { get; set; }

    [BindProperty]
    public string? Note { get; set; }

    [BindProperty]
    public string? Unit { get; set; }

    [BindProperty]
    public bool IsOn { get; set; } = true;

    public static IEnumerable<SelectListItem> Units =>
        [new(Words["design.by_month"], "month"), new(Words["design.by_quarter"], "quarter")];

    public static IReadOnlyList<HeadlineNumber> Numbers => DesignSamples.Numbers();

    public static ListTable List => DesignSamples.List(rows: true);

    public static ListTable NoList => DesignSamples.List(rows: false);

    public static HeatMap Heat => DesignSamples.Heat();

    public static Chart Lines => DesignSamples.Lines();

    public static DataTable LinesTable => DesignSamples.TableOf(Words["design.lines"], DesignSamples.Lines());

    public static Chart Bars => DesignSamples.Bars();

    public static DataTable BarsTable => DesignSamples.TableOf(Words["design.bars"], DesignSamples.Bars());

    public static PeriodChoice Period => new(
    [
        new("by", Words["design.by"], "month", [.. Units]),
        new("from", Words["design.from"], "2026-01-01", []),
        new("to", Words["design.to"], "2026-06-30", []),
    ]);

    public static IReadOnlyList<Tab> Tabs =>
    [
        new("#lists", Words["design.lists"], IsCurrent: true) { Count = Shown.Number(1284) },
        new("#figures", Words["design.figures"], IsCurrent: false),
        new("#forms", Words["design.forms"], IsCurrent: false) { Count = Shown.Number(3) },
    ];

    public static IReadOnlyList<Fact> Facts =>
    [
        Fact.Of(Words["design.name"], DesignSamples.ArabicName), Fact.Of(Words["design.email"], "ana@example.com"),
        new(Words["design.state"], Badge.Of("care", Words["design.late"])), Fact.Of(Words["design.spent"], DesignSamples.Lei(481250)),
        Fact.Of(Words["design.note"], string.Join(' ', Enumerable.Repeat(DesignSamples.LongName, 3))),
    ];

    public static Progress Running => new(Words["design.work"], Words["design.work_runs"])
    {
        Percent = 62, Pace = UiWords.Words["job.rate", ("rate", Shown.Number(8400))],
    };

    public static Progress Finished => new(Words["design.work"], Words["design.work_done"]) { Percent = 100 };

    public static IReadOnlyList<TimelineItem> Timeline => DesignSamples.Timeline();

    public void OnGet()
    {
    }

    /// <summary>Refuses whatever is sent, so that a refused form can be looked at.</summary>
    public IActionResult OnPost()
    {
        ModelState.AddModelError(nameof(Email), Words["staff.email_malformed"]);
        ModelState.AddModelError(nameof(Unit), Words["design.unit_wrong"]);
        return Show(new Refusal(RefusalKind.Invalid, "request.invalid"));
    }
}
