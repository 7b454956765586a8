using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Http;
using Perennial.Workspace.Contract.Api;

namespace Perennial.Workspace.Contract.Pages;

/// <summary>What every page has: who looks at it, the call that its use cases share with the interface, and how it tells a refusal.</summary>
public abstract class StaffPage : PageModel
{
    private const string SaidKey = "said";
    private ApiCall? call;

    /// <summary>Who looks at it.</summary>
    /// <exception cref="InvalidOperationException">Nobody is signed in: an open page.</exception>
    public StaffMember Person => HttpContext.Features.Get<StaffMember>() ?? throw new InvalidOperationException("Nobody is signed in.");

    /// <summary>The request as use cases take it; its time is read once.</summary>
    public ApiCall Call => call ??= new ApiCall(HttpContext,
        HttpContext.Features.Get<ApiCaller>() ?? throw new InvalidOperationException("Nobody is signed in."),
        Instant.FromDateTimeOffset(Get<TimeProvider>().GetUtcNow()));

    /// <summary>The shop's database.</summary>
    protected Db Db => Get<Db>();

    /// <summary>Ends when the reader is gone.</summary>
    protected CancellationToken Cancellation => HttpContext.RequestAborted;

    /// <summary>Why what was sent was not done, in words; null when nothing was refused. Fields say their own beside it.</summary>
    public string? Refused { get; private set; }

    /// <summary>What was done before the page was led to, in words; told once.</summary>
    public string? Said => TempData[SaidKey] as string;

    /// <summary>A service of the server.</summary>
    protected T Get<T>()
        where T : notnull => HttpContext.RequestServices.GetRequiredService<T>();

    /// <summary>Shows the page again with what is wrong beside each field; what was typed stays.</summary>
    /// <param name="refusal">Why it was refused.</param>
    /// <param name="prefix">What the page's fields begin with, such as <c>Input.</c>, where its form is bound to a property.</param>
    protected IActionResult Show(Refusal refusal, string prefix = "")
    {
        var problems = Get<Problems>();
        Refused = problems.Words(refusal.Code, refusal.Detail);
        foreach (var field in refusal.Fields)
        {
            ModelState.AddModelError(prefix + field.Field, problems.Words(field.Code, field.Detail));
        }

        Response.StatusCode = Problems.Status(refusal.Kind) is var status && status < StatusCodes.Status500InternalServerError
            ? status
            : StatusCodes.Status503ServiceUnavailable;
        return Page();
    }

    /// <summary>Leads on, and says there what was done.</summary>
    /// <param name="path">A path of ours.</param>
    /// <param name="said">What was done, in words.</param>
    protected IActionResult Done(string path, string said)
    {
        TempData[SaidKey] = said;
        return LocalRedirect("~" + path);
    }
}
