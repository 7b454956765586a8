using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Perennial.Kernel;
using Perennial.Kernel.Http;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Customers.Profiles;

/// <summary>A page that says that what was asked for is not there, and leads on.</summary>
internal static class Missing
{
    /// <param name="page">The page that was asked.</param>
    /// <param name="refusal">Why there is nothing.</param>
    public static IActionResult Page(StaffPage page, Refusal refusal) => new ViewResult
    {
        ViewName = "/Profiles/Missing.cshtml", StatusCode = Problems.Status(refusal.Kind),
        ViewData = new ViewDataDictionary<Refusal>(page.ViewData, refusal),
    };
}
