global using Perennial.Kernel.Data;
global using Shouldly;
global using Xunit;
