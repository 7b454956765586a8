using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Workspace.Settings;

/// <summary>A way on from the first start.</summary>
/// <param name="Path">Where it leads.</param>
/// <param name="Sign">Its sign.</param>
/// <param name="Title">What it is.</param>
/// <param name="Text">What it gives.</param>
/// <param name="Do">What its button says.</param>
/// <param name="IsFirst">Whether it is the one to take.</param>
internal sealed record Way(string Path, string Sign, string Title, string Text, string Do, bool IsFirst);

/// <summary>What to do first in a shop that is new to its reader. Only what is there, and what her role includes, is shown.</summary>
[Asks]
internal sealed class Welcome : StaffPage
{
    private const string ImportPath = "/imports/new";
    private const string DemoPath = "/demo-shop";
    private const string PeoplePath = "/people";
    private const string OwnPath = "/me";

    public IReadOnlyList<Way> Ways { get; private set; } = [];

    public IActionResult OnGet()
    {
        var words = WorkspaceModule.Words;
        var pages = Get<EndpointDataSource>().Endpoints.Where(PageGate.IsPage).OfType<RouteEndpoint>()
            .DistinctBy(e => e.RoutePattern.RawText!.Trim('/'), StringComparer.Ordinal)
            .ToDictionary(e => "/" + e.RoutePattern.RawText!.Trim('/'), e => e.Metadata.GetMetadata<AsksAttribute>(), StringComparer.Ordinal);
        bool May(string path) => pages.TryGetValue(path, out var asks) && (asks is null || PageGate.Forbids(asks, Person) is null);
        Ways =
        [
            .. ((Way[])[
                new(ImportPath, "upload", words["welcome.import"], words["welcome.import_text"], words["welcome.import_do"], true),
                new(DemoPath, "sparkles", words["welcome.demo"], words["welcome.demo_text"], words["welcome.demo_do"], false),
                new(PeoplePath, "user-plus", words["welcome.people"], words["welcome.people_text"], words["welcome.people_do"], false),
                new(OwnPath, "shield-check", words["welcome.own"], words["welcome.own_text"], words["welcome.own_do"], false),
            ]).Where(w => May(w.Path)),
        ];
        return Page();
    }
}
