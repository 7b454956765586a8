using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Core.Infrastructure;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.DependencyInjection;
using Perennial.Kernel;
using Perennial.Kernel.Http;

namespace Perennial.Workspace.Pages;

/// <summary>Tells whoever sends a form without its token, or with one of another browser, what to do; otherwise she would see nothing.</summary>
internal sealed class StaleForms : IAsyncAlwaysRunResultFilter
{
    public async Task OnResultExecutionAsync(ResultExecutingContext context, ResultExecutionDelegate next)
    {
        if (context.Result is not IAntiforgeryValidationFailedResult)
        {
            await next();
            return;
        }

        await context.HttpContext.RequestServices.GetRequiredService<Problems>()
            .WriteAsync(context.HttpContext, new Refusal(RefusalKind.Malformed, "access.form_stale"));
        context.Result = new EmptyResult();
        context.Cancel = true;
    }
}
