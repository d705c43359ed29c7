"""ResNet-50 in PyTorch.

He, Zhang, Ren, Sun: Deep Residual Learning for Image Recognition, CVPR 2016 (arXiv 1512.03385); section 3.3 and 4.1,
table 1, figure 5.

Input 3×224×224; 25,557,032 parameters. Comments give the size of each output for one image.

Made by cnnstat VERSION from its network resnet50 with unit=bottleneck, n2=3, n3=4, n4=6, n5=3, shortcut=B,
stride_in=conv1, bias=false, eps=1e-05, classes=1000. The state has the keys of cnnstat's own model.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class Skip(nn.Module):
    """Block skip: conv2.1.shortcut, conv3.1.shortcut and 2 more. Sizes are those of conv2.1.shortcut."""

    def __init__(self, channels: int, filters: int, stride: int = 1) -> None:
        super().__init__()
        self.projection = nn.Conv2d(channels, filters, kernel_size=1, stride=stride, bias=False)
        self.projection.norm = nn.BatchNorm2d(filters)

    def forward(self, x: Tensor) -> Tensor:
        x = self.projection.norm(self.projection(x))  # 256×56×56
        return x


class Bottleneck(nn.Module):
    """Block bottleneck: conv2.2, conv2.3, conv3.2, conv3.3, conv3.4, conv4.2 and 6 more. Sizes are those of conv2.2."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels // 4, kernel_size=1, bias=False)
        self.conv1.norm = nn.BatchNorm2d(channels // 4)
        self.conv2 = nn.Conv2d(channels // 4, channels // 4, kernel_size=3, padding=1, bias=False)
        self.conv2.norm = nn.BatchNorm2d(channels // 4)
        self.conv3 = nn.Conv2d(channels // 4, channels, kernel_size=1, bias=False)
        self.conv3.norm = nn.BatchNorm2d(channels)

    def forward(self, x: Tensor) -> Tensor:
        conv3 = F.relu(self.conv1.norm(self.conv1(x)), inplace=True)  # 64×56×56
        conv3 = F.relu(self.conv2.norm(self.conv2(conv3)), inplace=True)  # 64×56×56
        conv3 = self.conv3.norm(self.conv3(conv3))  # 256×56×56
        x = F.relu(conv3 + x, inplace=True)  # 256×56×56
        return x


class BottleneckWithShortcut(nn.Module):
    """Block bottleneck: conv2.1, conv3.1, conv4.1, conv5.1. Sizes are those of conv2.1."""

    def __init__(self, channels: int, filters: int, stride: int = 1) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels, filters, kernel_size=1, stride=stride, bias=False)
        self.conv1.norm = nn.BatchNorm2d(filters)
        self.conv2 = nn.Conv2d(filters, filters, kernel_size=3, padding=1, bias=False)
        self.conv2.norm = nn.BatchNorm2d(filters)
        self.conv3 = nn.Conv2d(filters, 4 * filters, kernel_size=1, bias=False)
        self.conv3.norm = nn.BatchNorm2d(4 * filters)
        self.shortcut = Skip(channels, filters=4 * filters, stride=stride)

    def forward(self, x: Tensor) -> Tensor:
        conv3 = F.relu(self.conv1.norm(self.conv1(x)), inplace=True)  # 64×56×56
        conv3 = F.relu(self.conv2.norm(self.conv2(conv3)), inplace=True)  # 64×56×56
        conv3 = self.conv3.norm(self.conv3(conv3))  # 256×56×56
        shortcut = self.shortcut(x)  # 256×56×56
        x = F.relu(conv3 + shortcut, inplace=True)  # 256×56×56
        return x


class Stage(nn.ModuleDict):
    """Block stage: conv2, conv3, conv4, conv5."""

    def __init__(self, channels: int, filters: int, blocks: int, stride: int = 1) -> None:
        super().__init__()
        self["1"] = BottleneckWithShortcut(channels, filters=filters, stride=stride)
        for index in range(2, blocks + 1):
            self[str(index)] = Bottleneck(4 * filters)

    def forward(self, x: Tensor) -> Tensor:
        for block in self.values():
            x = block(x)
        return x


class ResNet50(nn.Module):
    """ResNet-50."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, kernel_size=7, stride=2, padding=3, bias=False)
        self.conv1.norm = nn.BatchNorm2d(64)
        self.pool1 = nn.MaxPool2d(kernel_size=3, stride=2, padding=1)
        self.conv2 = Stage(64, filters=64, blocks=3)
        self.conv3 = Stage(256, filters=128, blocks=4, stride=2)
        self.conv4 = Stage(512, filters=256, blocks=6, stride=2)
        self.conv5 = Stage(1024, filters=512, blocks=3, stride=2)
        self.pool5 = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(2048, 1000)

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu(self.conv1.norm(self.conv1(x)), inplace=True)  # 64×112×112
        x = self.pool1(x)  # 64×56×56
        x = self.conv2(x)  # 256×56×56
        x = self.conv3(x)  # 512×28×28
        x = self.conv4(x)  # 1024×14×14
        x = self.conv5(x)  # 2048×7×7
        x = self.pool5(x)  # 2048×1×1
        x = torch.flatten(x, 1)  # 2,048
        x = F.softmax(self.fc(x), dim=1)  # 1,000
        return x
