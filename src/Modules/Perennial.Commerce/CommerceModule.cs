using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Perennial.Commerce.Contract;
using Perennial.Commerce.OrderFiles;
using Perennial.Commerce.Orders;
using Perennial.Commerce.OrderFiles.Streaming;
using Perennial.Kernel.Words;
using Perennial.Workspace.Contract;

namespace Perennial.Commerce;

/// <summary>Orders and everything around them: what programs send, what order files say.</summary>
public static class CommerceModule
{
    /// <summary>The reader of order files.</summary>
    public static IOrderFiles OrderFiles { get; } = new OrderFileReader();

    /// <summary>Order files as streams of whole orders.</summary>
    public static IOrderStreams OrderStreams { get; } = new OrderStreams();

    /// <summary>The module's words: a text for every problem code.</summary>
    public static WordBook Words { get; } = WordBook.Load(typeof(CommerceModule).Assembly);

    /// <summary>Adds the module's services.</summary>
    public static IServiceCollection AddCommerce(this IServiceCollection services) => services
        .AddSingleton<ProductsAtHand>()
        .AddSingleton<OrderIntake>()
        .AddSingleton<IWebhookPayloads, OrderPayloads>();

    /// <summary>Adds the module's routes.</summary>
    public static void MapCommerce(this IEndpointRouteBuilder server)
    {
        var routes = server.MapGroup("").WithTags("Commerce");
        SendOrders.Map(routes);
    }
}
